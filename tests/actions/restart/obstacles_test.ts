import { assertEquals } from "@std/assert";
import {
  alteredObstacle,
  givenObstacle,
  goneObstacle,
  hiddenObstacle,
  inputObstacle,
  placeObstacle,
  rightsObstacle,
} from "../../../src/actions/restart/obstacles.ts";
import { parseStatus } from "../../../src/actions/restart/proc_status.ts";
import { statusText, traits } from "../paper_traits.ts";

Deno.test("nothing stands in the way of a process that is as it should be", () => {
  const own = parseStatus(statusText());
  assertEquals(
    [
      hiddenObstacle(["", "/usr/bin/node"]),
      placeObstacle(traits(), traits()),
      goneObstacle("/usr/bin/node", "/srv"),
      rightsObstacle(own, own, { port: 3000, privilegedBelow: 1024 }),
      inputObstacle(traits()),
      givenObstacle(["python", "-c", "pass"], ["LISTEN_FDS=0", "A=LISTEN_FDS=1"]),
      inputObstacle(traits({ streams: [{ failed: "ENOENT" }, "", ""] })),
      inputObstacle(traits({ streams: ["/srv/in", "", ""], kinds: ["file", "other", "other"] })),
    ],
    Array(8).fill(undefined),
  );
});

Deno.test("a namespace that cannot be read is taken for portik's own", () => {
  const namespaces = traits().namespaces.with(0, { failed: "EACCES" });
  assertEquals(placeObstacle(traits({ namespaces }), traits()), undefined);
});

Deno.test("an obstacle proposes what to do instead where there is something", () => {
  const hints = [
    hiddenObstacle([{ failed: "EACCES" }])?.hint,
    goneObstacle("/x (deleted)", "/")?.hint,
    inputObstacle(traits({ streams: ["pipe:[1]", "", ""] }))?.hint,
    alteredObstacle("argument list", "title").hint,
  ];
  assertEquals(hints.map((hint) => hint === undefined), [false, false, false, false]);
});

Deno.test("givenObstacle() knows the ways in which a program is handed descriptors", () => {
  const why = (argv: readonly string[], env: readonly string[]) => givenObstacle(argv, env)?.why;
  const words = (name: string) =>
    `what started it gave it open descriptors (${name}), which nobody else can`;
  assertEquals(why(["node", "worker.js"], ["A=1", "NODE_CHANNEL_FD=3"]), words("NODE_CHANNEL_FD"));
  assertEquals(why(["python", "app.py"], ["WERKZEUG_SERVER_FD=4"]), words("WERKZEUG_SERVER_FD"));
  const spawned =
    "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)";
  assertEquals(
    why(["python", "-c", spawned, "--multiprocessing-fork"], []),
    words("multiprocessing"),
  );
});
