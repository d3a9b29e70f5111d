import { Ajv2020, type ValidateFunction } from "ajv";

type Schema = { readonly [key: string]: unknown };

const FOLDER = new URL("../docs/json-schema/", import.meta.url);

/** RFC 3339 in UTC, which is all that portik writes. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Keywords whose schemas are about the same value as the schema around them. */
const SAME_VALUE: ReadonlySet<string> = new Set(["$defs", "allOf", "anyOf", "oneOf"]);

/** Keywords that say which keys a value has. */
const ABOUT_KEYS = ["properties", "$ref", "allOf", "anyOf", "oneOf"];

/** The names of the published schemas, sorted: `capture`, `common`, … */
export function schemaNames(): string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.json$/, "")).sort();
}

/** One published schema. */
export function readSchema(name: string): Schema {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, FOLDER)));
}

/**
 * What is wrong with a document by the published schema of that name, and by the same schema where every
 * key has to be documented. No line means that nothing is.
 */
export function problems(name: string, document: unknown): string[] {
  return [published, strict].flatMap((ajv) => {
    const validate = ajv.getSchema(`${name}.json`);
    if (!validate) throw new Error(`There is no schema ${name}`);
    return validate(document) === true ? [] : problemsOf(validate);
  });
}

/** What is wrong with a whole answer of portik: its kind names its schema. */
export function problemsOfAnswer(document: unknown): string[] {
  const { kind } = document as { kind: string };
  return [
    ...(kind === "error" ? [] : problems("envelope", { ...document as object, data: {} })),
    ...problems(kind, document),
  ];
}

function problemsOf({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`
  );
}

const published = ajvOf((schema) => schema);
const strict = ajvOf((schema) => closed(schema, true));

function ajvOf(change: (schema: Schema) => Schema): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
  });
  ajv.addFormat("date-time", UTC);
  for (const name of schemaNames()) ajv.addSchema(change(readSchema(name)));
  return ajv;
}

/** The schema with no room for keys that it does not name; `value`: it is all there is about its value. */
function closed(schema: Schema, value: boolean): Schema {
  const entries = Object.entries(schema).flatMap(([key, part]): [string, unknown][] => {
    if (key === "additionalProperties" && part === true) return [];
    if (key === "properties") return [[key, mapValues(part as Schema, (one) => close(one, true))]];
    if (key === "$defs") return [[key, mapValues(part as Schema, (one) => close(one, false))]];
    if (Array.isArray(part) && SAME_VALUE.has(key)) {
      return [[key, part.map((one) => close(one, false))]];
    }
    if (key === "items" || key === "additionalProperties") return [[key, close(part, true)]];
    return [[key, part]];
  });
  const closes = value && ABOUT_KEYS.some((key) => key in schema);
  return Object.fromEntries([...entries, ...(closes ? [["unevaluatedProperties", false]] : [])]);
}

function close(part: unknown, value: boolean): unknown {
  return typeof part === "object" && part !== null ? closed(part as Schema, value) : part;
}

function mapValues(parts: Schema, change: (part: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, change(part)]));
}
