import type { Report, Reports } from "../model/report.ts";

/** The last of reports that go on, for whoever wants to know only what came of it. */
export async function lastReport(reports: Reports): Promise<Report> {
  let last: Report | undefined;
  for await (const report of reports) last = report;
  if (last === undefined) throw new Error("There was no report at all");
  return last;
}
