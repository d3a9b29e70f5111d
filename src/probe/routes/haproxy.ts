import { splitTitle } from "../../model/command_words.ts";
import { defined } from "../../model/defined.ts";
import type { Process } from "../../model/process.ts";
import { resolvePath } from "./config_files.ts";
import { type ListenWord, parseListen, targetOf } from "./endpoint_words.ts";
import type { FoundRoute } from "./found_route.ts";

/** The configurations of haproxy: `-f FILE`, which may be given again, relative to `-C` (`haproxy(1)`). */
export function haproxyFiles(
  { argv: line, cwd = "/" }: Pick<Process, "argv" | "cwd">,
): readonly string[] {
  const argv = splitTitle(line);
  const folder = argv[argv.indexOf("-C") + 1];
  const base = argv.includes("-C") && folder !== undefined ? resolvePath(cwd, folder) : cwd;
  return argv.flatMap((word, i) => {
    const file = argv[i + 1];
    return word === "-f" && file !== undefined ? [resolvePath(base, file)] : [];
  });
}

interface Server {
  readonly word: string;
  readonly line: number;
  readonly file: string;
}

/** A frontend, a backend or both at once (`listen`). */
interface Section {
  readonly name: string;
  readonly binds: ListenWord[];
  /** The backends that it chooses from. */
  readonly uses: string[];
  readonly servers: Server[];
}

/**
 * The ways through haproxy (its Configuration Manual, section 4):
 *
 * ```
 * frontend web
 *     bind 127.0.0.1:8080
 *     default_backend app
 * backend app
 *     server one 127.0.0.1:3000 check
 * ```
 */
export function readHaproxy(configs: readonly { file: string; text: string }[]): FoundRoute[] {
  const sections = configs.flatMap(({ file, text }) => sectionsOf(file, text));
  const backends = new Map(sections.map((section) => [section.name, section]));
  return sections.flatMap((section) => {
    const chosen = section.uses.flatMap((name) => backends.get(name) ?? []);
    const servers = [section, ...chosen].flatMap(({ servers }) => servers);
    return section.binds.flatMap((bind) =>
      servers.flatMap(({ word, file, line }) => {
        const to = targetOf(word, bind.port);
        return to === undefined ? [] : [defined({ ...bind, to, label: section.name, file, line })];
      })
    );
  });
}

function sectionsOf(file: string, text: string): Section[] {
  const sections: Section[] = [];
  let section: Section | undefined;
  for (const [i, row] of text.split("\n").entries()) {
    const [keyword = "", ...words] = row.replace(/(^|\s)#.*/, "").trim().split(/\s+/);
    if (/^(?:frontend|backend|listen)$/.test(keyword)) {
      section = { name: words[0] ?? "", binds: bindsOf(words[1] ?? ""), uses: [], servers: [] };
      sections.push(section);
    } else if (/^(?:global|defaults|peers|resolvers|cache|program|userlist)$/.test(keyword)) {
      section = undefined;
    } else if (keyword === "bind") section?.binds.push(...bindsOf(words[0] ?? ""));
    else if (keyword === "default_backend" || keyword === "use_backend") {
      section?.uses.push(words[0] ?? "");
    } else if (keyword === "server" && words[1] !== undefined) {
      section?.servers.push({ word: words[1], file, line: i + 1 });
    }
  }
  return sections;
}

/** `:80,:443`, `ipv4@127.0.0.1:8080`; a range is taken by its first port. */
function bindsOf(word: string): ListenWord[] {
  return word.split(",").flatMap((one) =>
    parseListen(one.replace(/^ipv[46]@/, "").replace(/(:\d+)-\d+$/, "$1")) ?? []
  );
}
