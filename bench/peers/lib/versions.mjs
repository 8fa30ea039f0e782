import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGES } from "./settings.mjs";

/** Returns the version of an installed npm package. */
export const installedVersion = (name) => JSON.parse(readFileSync(join(PACKAGES, "node_modules", name, "package.json"), "utf8")).version;
