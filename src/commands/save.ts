import type { Output } from "../cli/flags.ts";
import { isFailure } from "../host/host.ts";
import { errnoWords } from "../model/errno.ts";
import { Refusal } from "../model/refusal.ts";
import { type Report, text } from "../model/report.ts";
import type { World } from "./world.ts";

const FORMS: Readonly<Record<string, Output>> = {
  json: "json",
  ndjson: "ndjson",
  csv: "csv",
  md: "markdown",
  txt: "text",
};

/** The form that the ending of a file's name stands for. Throws a Refusal for any other ending. */
export function formOf(file: string): Output {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  const form = Object.hasOwn(FORMS, ending) ? FORMS[ending] : undefined;
  if (form !== undefined) return form;
  const endings = Object.keys(FORMS).map((one) => `.${one}`).join(", ");
  throw new Refusal("bad-ending", `'${file}' does not say which form to write`, {
    hint: `Let its name end in one of ${endings}`,
  });
}

/** Writes a report to a file instead of the screen, and reports that. */
export async function saveReport<Data extends object>(
  world: World,
  report: Report & { readonly data: Data },
  { file, what }: { readonly file: string; readonly what: string },
): Promise<Report> {
  const content = await world.render(report, formOf(file));
  const failure = world.host.writeText(file, content);
  if (isFailure(failure)) {
    throw new Refusal("cannot-write", `Cannot write '${file}': ${errnoWords(failure.failed)}`, {
      exit: 5,
    });
  }
  const saved = { file, bytes: new TextEncoder().encode(content).length };
  return {
    ...report,
    data: { ...report.data, saved },
    blocks: [text(`Wrote ${what} to ${file} (${saved.bytes} bytes).`)],
  };
}
