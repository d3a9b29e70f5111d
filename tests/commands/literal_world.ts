import { assertEquals } from "@std/assert";
import type { World } from "../../src/commands/world.ts";
import type { Machine } from "../../src/model/machine.ts";
import type { Question } from "../../src/model/question.ts";
import type { Report } from "../../src/model/report.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer, readSchema } from "../schemas.ts";

/** A world with one machine in it, which notes what it is asked. */
export interface LiteralWorld extends World {
  readonly asked: Omit<Question, "engines">[];
}

/** The world of a command that does nothing but look. */
export function worldOf(machine: Machine): LiteralWorld {
  const asked: Omit<Question, "engines">[] = [];
  const look: World["look"] = (question) => {
    asked.push(question);
    return Promise.resolve(machine);
  };
  return { asked, look } as Partial<LiteralWorld> as LiteralWorld;
}

/** Fails where an answer does not keep to the schema of its kind. */
export function assertSchema(...reports: readonly Report[]): void {
  for (const report of reports) {
    const json = renderJson(report);
    assertEquals(problemsOfAnswer(JSON.parse(json)), [], json);
  }
}

/** Fails where the schema names a key that none of these answers has. */
export function assertAllKeys(kind: string, ...reports: readonly Report[]): void {
  const written = new Set(reports.flatMap((report) => keysOf(JSON.parse(renderJson(report)))));
  assertEquals([...new Set(keysIn(readSchema(kind)))].filter((key) => !written.has(key)), []);
}

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...keys, ...Object.values(value).flatMap(keysOf)];
}

function* keysIn(schema: unknown): Iterable<string> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, part] of Object.entries(schema)) {
    if (key === "properties") yield* Object.keys(part);
    const parts = key === "properties" ? Object.values(part) : [part];
    for (const one of parts) yield* keysIn(one);
  }
}
