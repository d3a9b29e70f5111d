import { assertEquals } from "@std/assert";
import type { Report } from "../../src/model/report.ts";
import { type Output, render } from "../../src/render/mod.ts";

const report: Report = {
  kind: "list",
  data: { n: 2 },
  blocks: [{
    kind: "table",
    columns: [{ title: "NAME" }, { title: "PORT", align: "right" }],
    rows: [[{ text: "nginx", tone: "good" }, { text: "80" }], [{ text: "日本" }, { text: "443" }]],
  }],
  gaps: [],
  exit: 0,
};

const FORMS: Readonly<Record<Output, string>> = {
  text: "NAME   PORT\nnginx    80\n日本    443\n",
  json: '{\n  "schema": 1,\n  "kind": "list",\n  "data": {\n    "n": 2\n  },\n  "gaps": []\n}\n',
  ndjson: '{"schema":1,"kind":"list","data":{"n":2},"gaps":[]}\n',
  csv: "NAME,PORT\r\nnginx,80\r\n日本,443\r\n",
  markdown: "| NAME | PORT |\n| --- | --: |\n| nginx | 80 |\n| 日本 | 443 |\n",
};

for (const [output, expected] of Object.entries(FORMS)) {
  Deno.test(`render() writes a report as ${output}`, async () => {
    assertEquals(
      await render(report, { output: output as Output, width: 80, color: false }),
      expected,
    );
  });
}

Deno.test("render() colours text alone", async () => {
  for (const output of Object.keys(FORMS) as Output[]) {
    const shown = await render(report, { output, width: 80, color: true });
    assertEquals(shown.includes("\x1b[32mnginx\x1b[39m"), output === "text", output);
  }
});

Deno.test("render() measures wide text that stands anywhere in a report", async () => {
  const blocks = [{ kind: "section", title: "S", blocks: report.blocks }] as const;
  const shown = await render({ ...report, blocks }, { output: "text", color: false });
  assertEquals(shown, "S\n  NAME   PORT\n  nginx    80\n  日本    443\n");
});
