/** A table in Markdown, laid out as `deno fmt` does: columns as wide as their widest cell. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [titles, ...rows].map((row) => row.map(cell));
  const widths = titles.map((_, i) => Math.max(3, ...lines.map((line) => width(line[i] ?? ""))));
  const draw = (cells: readonly string[]) =>
    `| ${widths.map((all, i) => pad(cells[i] ?? "", all)).join(" | ")} |`;
  const rule = widths.map((all) => "-".repeat(all));
  const [head = [], ...body] = lines;
  return [head, rule, ...body].map(draw).join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function width(text: string): number {
  return [...text].length;
}

function pad(text: string, all: number): string {
  return text + " ".repeat(all - width(text));
}

/**
 * A page with its generated parts renewed: whatever stands between `<!-- name -->` and `<!-- /name -->`
 * gives way to the part of that name. Throws where a part has no such place, or two.
 */
export function fillMarkers(page: string, parts: Readonly<Record<string, string>>): string {
  let filled = page;
  for (const [name, part] of Object.entries(parts)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before, inside, ...more] = filled.split(open);
    const [old, after, ...rest] = inside?.split(close) ?? [];
    if (old === undefined || after === undefined || more.length + rest.length > 0) {
      throw new Error(`expected ${open} and ${close} once, each on a line of its own`);
    }
    filled = `${before}${open}\n\n${part}\n\n${close}${after}`;
  }
  return filled;
}
