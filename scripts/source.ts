/** After one of these a `/` begins a regular expression; after anything else it divides. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|yield|await|in|of))$/;

/**
 * The program without its words: comments, strings, regular expressions and the text of templates become
 * blanks of the same length, so that places stay where they are. What stands in `${…}` is program.
 */
export function codeOnly(text: string): string {
  return strip(text, 0, false).code;
}

/** Every line (from 1) on which `name` stands in the program itself, as a word of its own. */
export function linesNaming(name: string, text: string): number[] {
  const word = new RegExp(String.raw`(?<![\w$#])${name}\b(?!\s*:)`);
  return codeOnly(text).split("\n").flatMap((line, i) => word.test(line) ? [i + 1] : []);
}

/** Reads program from `start` to the end, or to the `}` that closes the `${` around it. */
function strip(text: string, start: number, nested: boolean): { code: string; end: number } {
  let code = "";
  let depth = 0;
  for (let i = start; i < text.length;) {
    const end = wordEnd(text, i, code);
    if (text[i] === "`") {
      const template = stripTemplate(text, i);
      code += template.code;
      i = template.end;
    } else if (end > i) {
      code += blank(text.slice(i, end));
      i = end;
    } else {
      if (text[i] === "{") depth++;
      if (text[i] === "}" && depth-- === 0 && nested) return { code, end: i };
      code += text[i++];
    }
  }
  return { code, end: text.length };
}

/** Where the comment, string or regular expression that begins here ends; `at` where none begins. */
function wordEnd(text: string, at: number, before: string): number {
  const rest = text.slice(at, at + 2);
  if (rest === "//") return matchEnd(/[^\n]*/y, text, at);
  if (rest === "/*") return matchEnd(/\/\*[^]*?(?:\*\/|$)/y, text, at);
  if (/^["']/.test(rest)) return matchEnd(/(["'])(?:\\[^]|(?!\1)[^\\\n])*\1?/y, text, at);
  if (rest[0] === "/" && BEFORE_REGEXP.test(before.trimEnd())) {
    return matchEnd(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\/\\\n[])+\/\w*/y, text, at);
  }
  return at;
}

function stripTemplate(text: string, start: number): { code: string; end: number } {
  let code = " ";
  for (let i = start + 1; i < text.length;) {
    if (text[i] === "`") return { code: `${code} `, end: i + 1 };
    if (text.startsWith("${", i)) {
      const inner = strip(text, i + 2, true);
      code += `  ${inner.code} `;
      i = inner.end + 1;
    } else {
      const length = text[i] === "\\" ? 2 : 1;
      code += blank(text.slice(i, i + length));
      i += length;
    }
  }
  return { code, end: text.length };
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
