// Preloaded (`--import`) by every driver and consumer. Resolves bare imports of this directory's modules among the
// packages installed in PEERS_DIR, so that the repository has no node_modules.
import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { PACKAGES, SOURCES } from "./settings.mjs";

const directory = (path) => pathToFileURL(`${path}/`).href;
register("./resolve.mjs", import.meta.url, { data: { sources: directory(SOURCES), packages: directory(PACKAGES) } });
