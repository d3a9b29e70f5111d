import { assertEquals } from "@std/assert";
import {
  checkComments,
  checkPublic,
  checkTests,
  type DenoDoc,
  longFiles,
  saysMore,
  testOf,
} from "../../scripts/docs.ts";

/** What `deno doc --json` says of files that export these, each with its comment. */
function documented(files: Readonly<Record<string, Readonly<Record<string, string>>>>): DenoDoc {
  return {
    nodes: Object.fromEntries(
      Object.entries(files).map(([path, symbols]) => [path, {
        symbols: Object.entries(symbols).map(([name, doc]) => ({
          name: name.replace(/^(?:interface|private) /, ""),
          declarations: [{
            kind: name.startsWith("interface ") ? "interface" : "function",
            declarationKind: name.startsWith("private ") ? "private" : "export",
            ...(doc === "" ? {} : { jsDoc: { doc } }),
          }],
        })),
      }]),
    ),
  };
}

Deno.test("checkComments() names what is exported without a comment", () => {
  const docs = documented({ "src/a.ts": { told: "Where it all begins.", untold: "" } });
  assertEquals(checkComments(docs), ["src/a.ts: untold has no comment"]);
});

Deno.test("checkComments() calls a default export by its file", () => {
  assertEquals(checkComments(documented({ "plugins/time-wait.ts": { default: "" } })), [
    "plugins/time-wait.ts: time-wait has no comment",
  ]);
});

Deno.test("checkComments() is not content with a comment that repeats the name", () => {
  const docs = documented({ "src/a.ts": { parsePorts: "Parses the ports.", Port: "A port" } });
  assertEquals(checkComments(docs), [
    "src/a.ts: the comment on parsePorts only repeats it",
    "src/a.ts: the comment on Port only repeats it",
  ]);
});

Deno.test("checkComments() asks nothing of what is private, or passed on from elsewhere", () => {
  assertEquals(checkComments(documented({ "src/a.ts": { "private inner": "" } })), []);
  const passedOn = {
    name: "Rule",
    declarations: [{ kind: "reference", declarationKind: "export" }],
  };
  assertEquals(checkComments({ nodes: { "src/a.ts": { symbols: [passedOn] } } }), []);
});

Deno.test("checkComments() takes the comment of any overload", () => {
  const declaration = { kind: "function", declarationKind: "export" };
  const overloaded = {
    name: "look",
    declarations: [{ ...declaration, jsDoc: { doc: "Everything at a glance." } }, declaration],
  };
  assertEquals(checkComments({ nodes: { "src/a.ts": { symbols: [overloaded] } } }), []);
});

Deno.test("saysMore() asks for one word that the name has not, whatever the ending", () => {
  assertEquals(saysMore("Formats an age", "formatAge"), false);
  assertEquals(saysMore("The formatted ages of it", "formatAge"), false);
  assertEquals(saysMore("Formats an age for people", "formatAge"), true);
  assertEquals(saysMore("", "formatAge"), false);
});

Deno.test("testOf() mirrors the tree without src", () => {
  assertEquals(testOf("src/probe/linux/ss.ts"), "tests/probe/linux/ss_test.ts");
  assertEquals(testOf("plugins/time-wait.ts"), "tests/plugins/time-wait_test.ts");
});

Deno.test("checkTests() misses the test of a plugin and of a file of src that does something", () => {
  const docs = documented({ "src/model/ports.ts": { parsePorts: "" }, "src/world.ts": { a: "" } });
  const paths = ["plugins/mod.ts", "plugins/time-wait.ts", "src/model/ports.ts", "src/world.ts"];
  assertEquals(checkTests(paths, docs, {}), [
    "plugins/time-wait.ts has no test: expected tests/plugins/time-wait_test.ts",
    "src/model/ports.ts has no test: expected tests/model/ports_test.ts",
  ]);
  const tests = ["tests/plugins/time-wait_test.ts", "tests/model/ports_test.ts"];
  assertEquals(checkTests([...paths, ...tests], docs, {}), []);
});

Deno.test("checkTests() asks for no test of types", () => {
  const docs = documented({ "src/model/socket.ts": { "interface Socket": "" } });
  assertEquals(checkTests(["src/model/socket.ts"], docs, {}), []);
});

Deno.test("checkTests() takes an excuse, but not a needless one", () => {
  const docs = documented({ "src/cli/flags.ts": { flags: "" } });
  const excuse = { "src/cli/flags.ts": "A table" };
  assertEquals(checkTests(["src/cli/flags.ts"], docs, excuse), []);
  assertEquals(checkTests(["src/cli/flags.ts", "tests/cli/flags_test.ts"], docs, excuse), [
    "src/cli/flags.ts needs no excuse for having no test: it has one",
  ]);
  assertEquals(checkTests([], docs, excuse), [
    "src/cli/flags.ts needs no excuse for having no test: it is gone",
  ]);
});

Deno.test("checkPublic() names a type that is public only by half, and its place", () => {
  // As `deno doc --lint` of Deno 2.9.6 prints it.
  const printed = `error[missing-jsdoc]: exported symbol is missing JSDoc documentation
 --> /portik/src/model/snapshot.ts:70:12
   |
70 |   readonly asked: readonly Asked[];
   |            ^


error[private-type-ref]: public type 'Snapshot["asked"]' references private type 'Asked'
 --> /portik/src/model/snapshot.ts:70:3
`;
  assertEquals(checkPublic(printed), [
    "/portik/src/model/snapshot.ts:70:3: public type 'Snapshot[\"asked\"]' references private type 'Asked'",
  ]);
});

Deno.test("longFiles() warns above 200 lines", () => {
  const file = (path: string, lines: number) => ({ path, text: "x\n".repeat(lines) });
  assertEquals(longFiles([file("a.ts", 200), file("b.ts", 201)]), ["b.ts has 201 lines"]);
});
