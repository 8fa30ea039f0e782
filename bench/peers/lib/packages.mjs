// Preloaded (`--import`) by every driver and consumer: bare imports of this directory's modules are resolved among the packages installed
// in PEERS_DIR, so the repository holds no node_modules.
import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { PACKAGES, SOURCES } from "./settings.mjs";

const directory = (path) => pathToFileURL(`${path}/`).href;
register("./resolve.mjs", import.meta.url, { data: { sources: directory(SOURCES), packages: directory(PACKAGES) } });
