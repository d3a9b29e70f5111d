import { Refusal } from "../../model/refusal.ts";
import type { Command } from "../command.ts";
import { listRules } from "./list.ts";
import { newRule } from "./new.ts";
import { showRule } from "./show.ts";
import { tryRule } from "./try.ts";

/** `portik rules`: list them, show one, try a file out, begin a new one. */
export const rules: Command = {
  details:
    "rules lists them; rules show ID tells what one is about; rules try FILE [PORT] runs a file in " +
    "the sandbox, on a port or on every listener; rules new ID begins one in your own folder.",
  positional: {
    kind: "array",
    parameter: {
      brief: "show ID, try FILE [PORT] or new ID",
      parse: (word: string) => word,
      placeholder: "word",
      values: ["show", "try", "new"],
    },
  },
  run(world, flags, verb, word, ...more) {
    if (verb === undefined) return listRules(world);
    if (word !== undefined && more.length === 0) {
      if (verb === "show") return showRule(world, word);
      if (verb === "new") return newRule(world, word);
    }
    if (verb === "try" && word !== undefined) {
      return tryRule(world, { file: word, ports: more, flags });
    }
    const said = ["rules", verb, word, ...more].filter((one) => one !== undefined).join(" ");
    throw new Refusal("bad-word", `'${said}' is nothing that portik can do`, {
      hint: "Use rules, rules show ID, rules try FILE [PORT] or rules new ID",
    });
  },
};
