import { assertEquals } from "@std/assert";
import { mineBlocks, mineNotes, type MinePort } from "../../../src/analysis/mine/answer.ts";
import { renderCsv } from "../../../src/render/csv.ts";
import { renderText } from "../../../src/render/text.ts";
import { simpleRuler } from "../../../src/render/width.ts";

const NAMED: readonly MinePort[] = [{ name: "web", port: 1234 }, { name: "admin-api", port: 5678 }];

function textOf(ports: readonly MinePort[], form: "plain" | "env" | "export"): string {
  const blocks = mineBlocks(ports, form);
  return renderText({ blocks }, { width: 80, color: false, ruler: simpleRuler });
}

Deno.test("mineBlocks() writes ports for people, for .env files and for a shell", () => {
  assertEquals(textOf([{ port: 1 }, { port: 2 }], "plain"), "1\n2\n");
  assertEquals(textOf(NAMED, "plain"), "web 1234\nadmin-api 5678\n");
  assertEquals(textOf(NAMED, "env"), "WEB_PORT=1234\nADMIN_API_PORT=5678\n");
  assertEquals(textOf(NAMED, "export"), "export WEB_PORT=1234\nexport ADMIN_API_PORT=5678\n");
  assertEquals(textOf([{ port: 80 }], "env"), "PORT=80\n");
});

Deno.test("mineBlocks() writes -1 for none, as port4me does", () => {
  assertEquals(textOf([{}], "plain"), "-1\n");
});

Deno.test("mineBlocks() makes a table for the forms that are tables", () => {
  assertEquals(
    renderCsv({ blocks: mineBlocks(NAMED, "table") }),
    "NAME,PORT\r\nweb,1234\r\nadmin-api,5678\r\n",
  );
  assertEquals(renderCsv({ blocks: mineBlocks([{ port: 1 }, {}], "table") }), "PORT\r\n1\r\n\r\n");
});

Deno.test("mineNotes() says why a port is another than it would have been, and who is in the way", () => {
  assertEquals(mineNotes([{ port: 1, preferred: 1, passed: [] }]), []);
  const held = { port: 1, why: "held" } as const;
  const told = { ...held, sentence: "1 is held by node (pid 7)" };
  assertEquals(mineNotes([{ name: "web", port: 2, preferred: 1, passed: [told] }]), [
    "The port for web is 2, because 1 is held by node (pid 7)",
  ]);
  assertEquals(mineNotes([{ port: 2, preferred: 1, passed: [held] }]), [
    "The port is 2, because 1 is not free",
  ]);
  assertEquals(mineNotes([{ port: 3, preferred: 1, passed: [told, { port: 2, why: "leased" }] }]), [
    "The port is 3, because 1 is held by node (pid 7) (of those before it, 1 is held, 1 is leased)",
  ]);
});

Deno.test("mineNotes() says that there is none, and who has them if they are few", () => {
  const held = { port: 1, why: "held" } as const;
  const told = { ...held, sentence: "1 is held by node (pid 7)" };
  assertEquals(mineNotes([{ name: "web", preferred: 1, passed: [told] }]), [
    "No port is free for web: 1 is held",
    "1 is held by node (pid 7)",
  ]);
  assertEquals(mineNotes([{ preferred: 1, passed: [told, { port: 2, why: "leased" }] }]), [
    "No port is free: 1 is held, 1 is leased",
  ]);
});
