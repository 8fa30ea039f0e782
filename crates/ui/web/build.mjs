// Builds the dashboard, and writes its files with their table to `crates/ui`.
//
//   node build.mjs           writes them
//   node build.mjs --check   fails if they are not what the source builds
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";

import { build } from "vite";

import { schemaTypes } from "./types.mjs";

const WEB = import.meta.dirname;
const TYPES = join(WEB, "src/gen/schema.ts");
const COMMITTED = join(WEB, "../files");
const TABLE = join(WEB, "../src/gen/files.rs");
const PAGE = "index.html";
const MEDIA_TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
};
// Addresses in messages, in names of XML and in texts; nothing loads them.
const NOT_LOADED = ["http://www.w3.org/", "https://svelte.dev/e/", "http://127.0.0.1:7411"];

const isCheck = process.argv.includes("--check");
const faults = [];

// The files below a directory, by their path in it.
function filesOf(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(directory, path))]));
}

function readIfPresent(path) {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

// Writes a file of text, or checks that it is current.
function place(path, text) {
  if (!isCheck) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  } else if (readIfPresent(path).toString() !== text) {
    faults.push(`${relative(WEB, path)} is not current`);
  }
}

// The licences of the packages that are part of the files.
function licences(modules) {
  const packages = new Set();
  for (const module of modules) {
    const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replaceAll("\0", ""));
    if (found) packages.add(found[0]);
  }
  const texts = [...packages].map((directory) => {
    const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(directory, file), "utf8").trim()}\n`;
  });
  return texts.sort().join(`\n${"-".repeat(80)}\n\n`);
}

async function built() {
  const directory = mkdtempSync(join(tmpdir(), "minoots-ui-"));
  const modules = new Set();
  const plugin = {
    name: "modules",
    generateBundle(_, bundle) {
      for (const { moduleIds = [] } of Object.values(bundle)) for (const id of moduleIds) modules.add(id);
    },
  };
  try {
    await build({ root: WEB, logLevel: "error", plugins: [plugin], build: { outDir: directory, emptyOutDir: true } });
    const files = filesOf(directory).set("licences.txt", Buffer.from(licences(modules)));
    return new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// A page that loads another host would send its visitors' addresses there.
function checkOrigins(path, bytes) {
  if (path.endsWith(".txt")) return;
  const text = bytes.toString();
  for (const [address] of text.matchAll(/(?:https?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`)<]*/gi)) {
    if (!NOT_LOADED.some((prefix) => address.startsWith(prefix))) faults.push(`${path} names ${address}`);
  }
  if (path.endsWith(".html") && (/<script(?![^>]*\bsrc=)/.test(text) || /<style|\sstyle=/.test(text))) {
    faults.push(`${path} has an inline script or style, which its policy forbids`);
  }
}

const COMPRESSED = {
  br: [(bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }), brotliDecompressSync],
  gz: [(bytes) => gzipSync(bytes, { level: 9 }), gunzipSync],
};

// Compressed bytes differ between releases of a compressor, so only their content is compared.
function isSame(path, committed, bytes) {
  const decompress = COMPRESSED[path.split(".").at(-1)]?.[1];
  try {
    return Boolean(committed) && (decompress ? decompress(committed) : committed).equals(bytes);
  } catch {
    return false;
  }
}

function placeFiles(files) {
  const wanted = new Map();
  for (const [path, bytes] of files) {
    checkOrigins(path, bytes);
    for (const suffix of ["", ".br", ".gz"]) wanted.set(path + suffix, bytes);
  }
  if (isCheck) {
    const committed = filesOf(COMMITTED);
    for (const [path, bytes] of wanted) {
      if (!isSame(path, committed.get(path), bytes)) faults.push(`files/${path} is not what the source builds`);
    }
    for (const path of committed.keys()) if (!wanted.has(path)) faults.push(`files/${path} has no source`);
    return;
  }
  rmSync(COMMITTED, { recursive: true, force: true });
  for (const [path, bytes] of wanted) {
    const compress = COMPRESSED[path.split(".").at(-1)]?.[0];
    mkdirSync(join(COMMITTED, path, ".."), { recursive: true });
    writeFileSync(join(COMMITTED, path), compress ? compress(bytes) : bytes);
  }
}

function entry([path, bytes]) {
  const mediaType = MEDIA_TYPES[path.split(".").at(-1)];
  if (!mediaType) throw new Error(`${path}: add the media type of its suffix to MEDIA_TYPES`);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const include = (suffix) => `include_bytes!("../../files/${path}${suffix}")`;
  return `    File {
        path: "${path}",
        media_type: "${mediaType}",
        hash: "${hash}",
        plain: ${include("")},
        gzip: ${include(".gz")},
        brotli: ${include(".br")},
    },
`;
}

function table(files) {
  const entries = [...files].map(entry);
  const page = [...files.keys()].indexOf(PAGE);
  return `// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; ${entries.length}] = [
${entries.join("")}];

/// The page.
pub(crate) static SHELL: &File = &FILES[${page}];
`;
}

place(TYPES, schemaTypes(join(WEB, "../../server/src/gen/schemas.json")));
const files = await built();
placeFiles(files);
place(TABLE, table(files));
const total = [...files.values()].reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
for (const fault of faults) console.error(fault);
if (faults.length > 0) console.error("run `npm run build` in crates/ui/web and commit its result");
console.log(`${files.size} files, ${Math.ceil(total / 1000)} kB compressed`);
process.exitCode = faults.length > 0 ? 1 : 0;
