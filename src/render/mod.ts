import type { Report } from "../model/report.ts";
import { renderText } from "./text.ts";
import { rulerFor } from "./width.ts";

/** The forms in which a report can be written, as `--output` names them. */
export type Output = "text" | "json" | "ndjson" | "csv" | "markdown";

/** The form, and what a terminal asks of text; the other forms know neither width nor colour. */
export interface RenderOptions {
  readonly output: Output;
  /** Columns of the terminal; missing where there is none. */
  readonly width?: number | undefined;
  readonly color: boolean;
}

/** Writes a report in one form. What only some reports need is loaded when one of them is rendered. */
export async function render(
  report: Report,
  { output, width, color }: RenderOptions,
): Promise<string> {
  switch (output) {
    case "text": {
      const ruler = await rulerFor(JSON.stringify(report.blocks));
      return renderText(report, { width, color, ruler });
    }
    case "json":
      return (await import("./json.ts")).renderJson(report);
    case "ndjson":
      return (await import("./json.ts")).renderNdjson(report);
    case "csv":
      return (await import("./csv.ts")).renderCsv(report);
    case "markdown":
      return (await import("./markdown.ts")).renderMarkdown(report);
  }
}
