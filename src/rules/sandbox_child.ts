/**
 * The inside of the sandbox: one user rule and no permission. Beside the host, the one file that names
 * Deno. Whoever holds the rule's text holds this process, so nothing here protects the rule from itself;
 * what counts is that the process can do nothing, and that `readAnswer` believes nothing.
 *
 * @module
 */
import { Machine } from "../model/machine.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Rule } from "../plugin.ts";
import { ruleContext } from "./context.ts";
import { deepFreeze } from "./freeze.ts";
import { whyNotLoaded } from "./load_error.ts";
import type { SandboxAnswer, SandboxRequest } from "./protocol.ts";
import { runRule } from "./run.ts";
import { asRule, type Bad, isBad } from "./validate.ts";

const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

/**
 * Gives up every permission, reads a request from standard input, answers it on standard output and
 * ends the process: with exit code 0, or with 70 where a permission would not go.
 */
export async function sandboxChild(): Promise<never> {
  if (!giveUpPermissions()) Deno.exit(70);
  const [request = "", snapshot = ""] = readAll().split("\n");
  const { nonce, ...errand }: SandboxRequest = JSON.parse(request);
  // The rule may change what these names mean, so they are taken before it is loaded.
  const { stringify } = JSON;
  const exit = Deno.exit.bind(Deno);
  const print = printer();
  silence();
  const answer = await answerTo(errand, snapshot);
  print(`\n${nonce}${stringify(answer)}\n`);
  return exit(0);
}

/** Revoking leaves `prompt` or `denied`; asking is refused, because standard input is no terminal. */
function giveUpPermissions(): boolean {
  return PERMISSIONS.every((name) => Deno.permissions.revokeSync({ name }).state !== "granted");
}

async function answerTo(
  { id, text, language, mode, questions }: Omit<SandboxRequest, "nonce">,
  snapshot: string,
): Promise<SandboxAnswer> {
  const rule = await load(text, language);
  if (isBad(rule)) return rule;
  const { check: _, ...description } = rule;
  if (rule.id !== id) return { bad: `calls itself "${rule.id}", but its file is called "${id}"` };
  if (mode === "describe") return { rule: description, outcomes: [] };
  const machine = deepFreeze(new Machine(deepFreeze(JSON.parse(snapshot) as Snapshot)));
  const outcomes = questions.map((question) => runRule(rule, ruleContext(machine, question)));
  return { rule: description, outcomes };
}

async function load(text: string, language: "ts" | "js"): Promise<Rule | Bad> {
  const type = language === "ts" ? "application/typescript" : "application/javascript";
  const url = `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
  try {
    return asRule((await import(url)).default);
  } catch (error) {
    return { bad: cannotLoadTypeScript(language, error) ?? whyNotLoaded(error) };
  }
}

/** Compiled programs import TypeScript from outside since Deno 2.8.2; before, it is wrong JavaScript. */
function cannotLoadTypeScript(language: "ts" | "js", error: unknown): string | undefined {
  const { deno } = Deno.version;
  const [major = 0, minor = 0, patch = 0] = deno.split(/[.+-]/).map(Number);
  if (!Deno.build.standalone || major * 1e6 + minor * 1e3 + patch >= 2_008_002) return undefined;
  if (language !== "ts" || !(error instanceof SyntaxError)) return undefined;
  return `is TypeScript, which this build of portik (Deno ${deno}) cannot load: write it in JavaScript`;
}

function readAll(): string {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(64 * 1024);
  let text = "";
  for (;;) {
    const length = Deno.stdin.readSync(chunk);
    if (length === null) return text + decoder.decode();
    text += decoder.decode(chunk.subarray(0, length), { stream: true });
  }
}

function printer(): (text: string) => void {
  const encoder = new TextEncoder();
  const encode = encoder.encode.bind(encoder);
  const write = Deno.stdout.writeSync.bind(Deno.stdout);
  return (text) => {
    const bytes = encode(text);
    for (let done = 0; done < bytes.length;) done += write(bytes.subarray(done));
  };
}

/** A talkative rule is no broken one; and no rule keeps anything on disk, which needs no permission. */
function silence(): void {
  for (const name of Object.keys(console)) Reflect.set(console, name, () => {});
  for (const name of ["localStorage", "sessionStorage", "caches", "Worker"]) {
    Reflect.deleteProperty(globalThis, name);
  }
}
