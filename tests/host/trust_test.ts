import { assertEquals } from "@std/assert";
import { whyDistrust, whyDistrustAbove } from "../../src/host/trust.ts";
import { shelfOf, type Thing } from "../rules/shelf.ts";

const FILE = "/home/me/rules/a.ts";

/** What is said about FILE where one thing is other than usual. */
function distrust(things: Readonly<Record<string, Thing>>, uid?: number): string | undefined {
  return whyDistrust(shelfOf({ [FILE]: { text: "" }, ...things }, { uid: uid ?? 1000 }), FILE);
}

Deno.test("whyDistrust() trusts what the caller or root alone can write", () => {
  assertEquals(distrust({}), undefined);
  assertEquals(distrust({ [FILE]: { text: "", uid: 0 } }), undefined);
});

Deno.test("whyDistrust() says who else can write a file", () => {
  assertEquals(distrust({ [FILE]: { text: "", mode: 0o664 } }), "can be written by its group");
  assertEquals(distrust({ [FILE]: { text: "", mode: 0o646 } }), "can be written by everybody");
  assertEquals(
    distrust({ [FILE]: { text: "", uid: 1001 } }),
    "belongs to another user (uid 1001)",
  );
});

Deno.test("whyDistrust() trusts no ordinary user's file where root asks", () => {
  assertEquals(distrust({}, 0), "belongs to another user (uid 1000)");
});

Deno.test("whyDistrust() looks at every folder above", () => {
  assertEquals(
    distrust({ "/home/me": { mode: 0o777 } }),
    "lies below /home/me, which can be written by everybody",
  );
  assertEquals(
    distrust({ "/home": { uid: 7 } }),
    "lies below /home, which belongs to another user (uid 7)",
  );
  assertEquals(
    distrust({ "/": { uid: 0, mode: 0o777 } }),
    "lies below /, which can be written by everybody",
  );
});

Deno.test("whyDistrust() lets a sticky folder and a group's folder stand above", () => {
  assertEquals(distrust({ "/home": { uid: 0, mode: 0o1777 } }), undefined);
  assertEquals(distrust({ "/home": { uid: 0, mode: 0o775 } }), undefined);
});

Deno.test("whyDistrust() does not let the file's own folder be sticky and open", () => {
  const shelf = shelfOf({ "/tmp/x.ts": { text: "" }, "/tmp": { uid: 0, mode: 0o1777 } });
  assertEquals(whyDistrust(shelf, "/tmp"), "can be written by everybody");
});

Deno.test("whyDistrust() has nothing to say on Windows", () => {
  const shelf = shelfOf({ [FILE]: { text: "", mode: 0o666 } }, { uid: undefined });
  assertEquals(whyDistrust(shelf, FILE), undefined);
});

Deno.test("whyDistrustAbove() judges the folders and not what is to be made in them", () => {
  const shelf = shelfOf({ "/home/me/x": {}, "/home/me/open": { mode: 0o777 } });
  assertEquals(whyDistrustAbove(shelf, "/home/me/x/new"), undefined);
  assertEquals(
    whyDistrustAbove(shelf, "/home/me/open/new"),
    "lies below /home/me/open, which can be written by everybody",
  );
});
