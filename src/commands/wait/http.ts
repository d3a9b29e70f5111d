import { httpGet } from "../../actions/http_get.ts";
import type { PortTarget } from "../../analysis/port_status.ts";
import { judgeHttp, type WaitedPort } from "../../analysis/wait.ts";
import { isFailure } from "../../host/host.ts";
import type { Servers } from "../../host/servers.ts";
import { bindAddresses } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";
import type { World } from "../world.ts";

/** Requests that are under way at the same time. */
const AT_ONCE = 256;

/** Least time that the requests of one look get together, in ms, when the whole time is nearly up. */
const LEAST = 250;

/** Whom to ask for what. */
export interface HttpWanted {
  readonly targets: readonly PortTarget[];
  /** Path and query. */
  readonly path: string;
  /** One good answer is enough. */
  readonly any: boolean;
}

/** The path of `--http` as it goes into a request. Refuses what is none. */
export function parsePath(word: string): string {
  const hint = "Write it like / or /health?full=1";
  if (/^https?:/i.test(word)) {
    const why = "is an address: --http takes a path, and asks plain HTTP";
    throw new Refusal("bad-path", `'${word}' ${why}`, { hint });
  }
  const url = word.startsWith("/") ? URL.parse(`http://localhost${word}`) : null;
  if (!url) throw new Refusal("bad-path", `'${word}' is not a path`, { hint });
  return `${url.pathname}${url.search}`;
}

/** What every port answers, where `left` ms of the whole wait are left; who is too late has not answered. */
export async function askAll(
  { host, flags }: Pick<World, "host" | "flags">,
  { targets, path, any }: HttpWanted,
  left: number,
): Promise<readonly WaitedPort[]> {
  const { servers } = await host.hands();
  const end = host.now() + Math.max(left, LEAST);
  const ports = targets.map((target) => judgeHttp(target, "UNASKED"));
  const enough = Promise.withResolvers<void>();
  const queue = targets.entries();
  const work = async () => {
    for (const [i, target] of queue) {
      const patience = Math.min(flags.probeTimeout, end - host.now());
      if (patience <= 0) return;
      const port = judgeHttp(target, await answerOf(servers, target, { path, patience }));
      ports[i] = port;
      if (any && port.met) enough.resolve();
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, work));
  await Promise.race([all, enough.promise]);
  // Requests that nobody waits for any more may still be answered.
  return [...ports];
}

/** A server on `localhost` may be on either loopback: the first that answers well, or else one that answers. */
async function answerOf(
  servers: Servers,
  { port, host = "localhost" }: PortTarget,
  ask: { readonly path: string; readonly patience: number },
): Promise<number | string> {
  const name = host === "localhost" ? { name: host } : {};
  const answers = addressesOf(host).map(async (address) => {
    const answer = await httpGet(servers, { address, port }, { ...ask, ...name });
    return isFailure(answer) ? answer.failed : answer;
  });
  const good = Promise.any(answers.map(async (answer) => {
    const status = await answer;
    return typeof status === "number" && status < 400 ? status : Promise.reject();
  }));
  return await good.catch(async () => tellingOf(await Promise.all(answers)));
}

/** The answer that says most: a status, or else the failure of an address where there is something. */
function tellingOf(answers: readonly (number | string)[]): number | string {
  return answers.find((answer) => typeof answer === "number") ??
    answers.find((answer) => !NOBODY_THERE.includes(`${answer}`)) ?? answers[0] ?? "UNASKED";
}

/** A wildcard is no address to ask. */
function addressesOf(host: string): readonly string[] {
  if (host === "0.0.0.0") return ["127.0.0.1"];
  return host === "::" ? ["::1"] : bindAddresses(host);
}

/** Failures of an address on which there is nothing: the other loopback may have more to say. */
const NOBODY_THERE: readonly string[] = [
  "ECONNREFUSED",
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  "ENETUNREACH",
  "EHOSTUNREACH",
];
