import { Refusal } from "../../model/refusal.ts";
import {
  markPorts,
  noPorts,
  parseSpec,
  portList,
  type PortMarks,
  type SpecItem,
  STANDARD_TOKENS,
  type Tokens,
} from "./port_spec.ts";
import { type Env, type Source, sourceOf, variable } from "./source.ts";

/** The options that are port lists. */
export interface Lists {
  readonly prepend?: string;
  readonly include?: string;
  readonly exclude?: string;
}

/** What is chosen from where nothing is included: every port that needs no right (RFC 6335 section 6). */
const USER_PORTS: SpecItem = { text: "1024-65535", first: 1024, last: 65535 };

/** The ports that come first: those of the user, and then those of the site. Nothing else is taken from them. */
export function preparedPorts({ prepend }: Lists, env: Env): number[] {
  const sources = present(sourceOf("prepend", prepend, env), variable("PORT4ME_PREPEND_SITE", env));
  const items = itemsOf(sources, tokensOf(env));
  return portList(items, sources.map(({ name }) => name).join(" and "));
}

/**
 * The ports to choose from: what is included, or else all from 1024 up, without what is excluded by the user,
 * by the site, and because browsers refuse it. Throws a Refusal where nothing is left.
 */
export function candidatePorts({ include, exclude }: Lists, env: Env): PortMarks {
  const tokens = tokensOf(env);
  const included = present(
    sourceOf("include", include, env),
    variable("PORT4ME_INCLUDE_SITE", env),
  );
  const excluded = present(
    sourceOf("exclude", exclude, env),
    variable("PORT4ME_EXCLUDE_SITE", env),
    variable("PORT4ME_EXCLUDE_UNSAFE", env) ?? UNSAFE,
  );
  const wanted = itemsOf(included, tokens);
  const candidates = markPorts(noPorts(), wanted.length === 0 ? [USER_PORTS] : wanted, 1);
  markPorts(candidates, itemsOf(excluded, tokens), 0);
  if (candidates.includes(1)) return candidates;
  throw noneLeft(included, excluded);
}

/** Browsers refuse these: they are left out unless the variable says otherwise. */
const UNSAFE: Source = { name: "PORT4ME_EXCLUDE_UNSAFE", value: "{chrome},{firefox}" };

/** Two variables may say what the words in braces mean. */
function tokensOf(env: Env): Tokens {
  const read = (name: string, word: string, tokens: Tokens): Tokens => {
    const source = variable(name, env);
    if (!source) return tokens;
    return { ...tokens, [word]: parseSpec(source.value, { source: name, tokens }) };
  };
  const firefox = read("PORT4ME_EXCLUDE_UNSAFE_FIREFOX", "{firefox}", STANDARD_TOKENS);
  return read("PORT4ME_EXCLUDE_UNSAFE_CHROME", "{chrome}", firefox);
}

function itemsOf(sources: readonly Source[], tokens: Tokens): SpecItem[] {
  return sources.flatMap(({ name, value }) => parseSpec(value, { source: name, tokens }));
}

function present(...sources: readonly (Source | undefined)[]): readonly Source[] {
  return sources.filter((source) => source !== undefined);
}

function noneLeft(included: readonly Source[], excluded: readonly Source[]): Refusal {
  const names = (sources: readonly Source[]) => sources.map(({ name }) => name).join(" and ");
  const what = included.length === 0 ? "every port from 1024 up" : `what ${names(included)} names`;
  return new Refusal(
    "no-candidates",
    `There is no port to choose from: ${what} is empty or excluded by ${names(excluded)}`,
  );
}
