import { EXIT_CODES } from "../cli/exit_codes.ts";
import { Refusal } from "../model/refusal.ts";
import { type Block, type Report, text } from "../model/report.ts";
import type { Command } from "./command.ts";
import { commandPage, definitions, section } from "./help_page.ts";
import { COMMANDS, type Entry, findCommand } from "./mod.ts";

/** `portik help [TOPIC]`, and what `portik` alone prints. */
export const help: Command<Record<never, never>, readonly [string?]> = {
  positional: {
    kind: "tuple",
    parameters: [{
      brief: "A command, exit-codes, ports or json",
      parse: (word: string) => word,
      placeholder: "topic",
      optional: true,
      values: [...COMMANDS.map(({ name }) => name), "exit-codes", "ports", "json"],
    }],
  },
  async run(_world, _flags, topic) {
    if (topic === undefined) return report("overview", overview());
    const page = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
    if (page) return report(topic, page());
    const entry = findCommand(topic);
    if (entry) return report(topic, commandPage(entry, await entry.load()));
    const topics = Object.keys(TOPICS).join(", ");
    throw new Refusal("unknown-topic", `'${topic}' is not a topic of the help`, {
      hint: `Topics are ${topics}; for a command, see portik COMMAND --help`,
    });
  },
};

const TOPICS: Readonly<Record<string, () => Block[]>> = {
  "exit-codes": () => [
    {
      kind: "table",
      columns: [{ title: "CODE", align: "right" }, { title: "MEANING", wrap: true }],
      rows: EXIT_CODES.map(({ code, meaning }) => [{ text: String(code) }, { text: meaning }]),
    },
    { kind: "space" },
    text("With several ports, the highest code counts."),
  ],
  ports: () => [
    text("Every command reads ports in one grammar:"),
    definitions([
      ["5432", "one port"],
      [":5432", "the same"],
      ["5432/udp", "of one protocol, whatever --proto says"],
      ["localhost:5432", "on one address: an IP address or localhost"],
      ["[::1]:5432", "on an IPv6 address"],
      ["22,80,3000-3010", "lists and ranges"],
    ]),
  ],
  json: () => [
    text(
      "--json prints one document: schema, kind, data and gaps (what portik could not see). A failure is " +
        'kind "error" with a code, a message and perhaps a hint. Keys may be added; renaming or removing ' +
        "one would raise schema. The JSON Schema of each kind is in docs/json-schema.",
    ),
  ],
};

/** What the commands are for, and the first of each kind: they are listed in this order. */
const PARTS = [
  ["Looking", "who"],
  ["Acting", "kill"],
  ["Handing out ports", "free"],
  ["More", "completions"],
] as const;

function at(name: string | undefined): number | undefined {
  return name === undefined ? undefined : COMMANDS.findIndex((one) => one.name === name);
}

function row({ name, aliases = [], brief }: Entry): string[] {
  return [[name, ...aliases].join(", "), brief];
}

function overview(): Block[] {
  return [
    text("portik says who holds a port, why a bind fails, and what to do about it."),
    { kind: "space" },
    section("Usage", [["portik PORT", "the same as portik who PORT"], [
      "portik COMMAND --help",
      "its flags",
    ]]),
    { kind: "space" },
    ...PARTS.flatMap(([title, first], i): Block[] => {
      const [, next] = PARTS[i + 1] ?? [];
      return [section(title, COMMANDS.slice(at(first), at(next)).map(row)), { kind: "space" }];
    }),
    section("Examples", [
      ["portik 5432", "who holds it"],
      ["portik explain 80 443", "why they can or cannot be bound"],
      ["portik explain 53/udp --json", "the same for programs"],
    ]),
  ];
}

function report(topic: string, blocks: readonly Block[]): Report {
  return { kind: "help", data: { topic }, blocks, gaps: [], exit: 0 };
}
