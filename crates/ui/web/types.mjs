// Makes TypeScript types of the schemas of the API, which `cargo xtask codegen` writes.
import { readFileSync } from "node:fs";

const PREFIX = "#/components/schemas/";

// `minoots.timer.v1.Timer` is `Timer`, unless two packages have the name.
function names(schemas) {
  const short = (full) => full.split(".").at(-1);
  const count = new Map();
  for (const full of Object.keys(schemas)) count.set(short(full), (count.get(short(full)) ?? 0) + 1);
  const long = (full) => full.split(".").slice(1).filter((part) => part !== "v1").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
  return new Map(Object.keys(schemas).map((full) => [full, count.get(short(full)) > 1 ? long(full) : short(full)]));
}

function typeOf(schema, named) {
  if (schema.$ref) return named.get(schema.$ref.slice(PREFIX.length)) ?? "unknown";
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const kinds = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (kinds.includes("array")) return `(${typeOf(schema.items ?? {}, named)})[]`;
  if (kinds.includes("object")) return `Record<string, ${schema.additionalProperties ? typeOf(schema.additionalProperties, named) : "unknown"}>`;
  // A request may have numbers for durations, instants and 64-bit numbers; a response has texts.
  if (kinds.includes("string")) return "string";
  if (kinds.includes("integer") || kinds.includes("number")) return "number";
  return kinds.includes("boolean") ? "boolean" : "unknown";
}

function declaration(full, schema, named) {
  const name = named.get(full);
  if (!schema.properties) return `export type ${name} = ${typeOf(schema, named)};\n`;
  // Canonical JSON omits default values.
  const fields = Object.entries(schema.properties).map(([field, inner]) => `  ${field}?: ${typeOf(inner, named)};\n`);
  return `export interface ${name} {\n${fields.join("")}}\n`;
}

// The text of a module with a type for each schema in the file.
export function schemaTypes(path) {
  const { schemas } = JSON.parse(readFileSync(path, "utf8"));
  const named = names(schemas);
  const declared = Object.entries(schemas).map(([full, schema]) => declaration(full, schema, named));
  return `// Written by crates/ui/web/types.mjs from crates/server/src/gen/schemas.json. Do not edit.\n\n${declared.join("\n")}`;
}
