// Bundles each action into one file of dist/, which is committed and which runners execute. With --check, writes
// nothing, and fails if a file differs from the sources' bundle.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const checkOnly = process.argv.includes('--check');

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { schedule: 'src/schedule.main.ts', wait: 'src/wait.main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  banner: { js: '// Made from src/ by `npm run build`. Do not edit.' },
  write: false,
});

for (const { path, text } of outputFiles) {
  if (!checkOnly) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) {
    console.error(`${path.slice(root.length)} is not what src/ makes: run \`npm run build\` and commit dist/`);
    process.exitCode = 1;
  }
}
