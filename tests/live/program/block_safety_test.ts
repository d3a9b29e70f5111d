import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { IPTABLES_NEEDS, listed, NFT_NEEDS, PORT, settled, told } from "../blocked.ts";
import { tempFolder } from "../launch.ts";
import { otherSbin } from "../other_sbin.ts";
import { makePublicProgram, program } from "../program.ts";
import { SSH_NEEDS, startSshd } from "../sshd.ts";
import { Terminal } from "../terminal.ts";
import { liveTest } from "../tools.ts";
import { HERE, THERE, Wire } from "../wire.ts";

/** Two machines on one of which other programs of root are found. */
async function wireWith(
  made: AsyncDisposableStack,
  changes: Readonly<Record<string, string>>,
): Promise<Wire> {
  const { path } = made.use(await tempFolder());
  return made.use(await Wire.make({ through: await otherSbin(path, changes) }));
}

liveTest("portik block takes iptables where there is no nft", IPTABLES_NEEDS, async () => {
  await using made = new AsyncDisposableStack();
  const wire = await wireWith(made, { nft: "" });
  await wire.serve(PORT);
  const { code, data } = await told(wire, ["block", `${PORT}`, "--yes"]);
  assertEquals([code, data.firewall], [0, "iptables"]);
  const ask = () => wire.ask({ proto: "tcp", to: HERE.ipv4, port: PORT });
  assertEquals(await ask(), "ECONNREFUSED");
  assertEquals((await told(wire, ["unblock", `${PORT}`])).code, 0);
  assertEquals(await ask(), "served");
});

liveTest("portik block finds firewalls that PATH does not lead to", NFT_NEEDS, async () => {
  await using wire = await Wire.make();
  const env = { PATH: "/usr/bin:/bin" };
  assertEquals((await told(wire, ["block", `${PORT}`, "--yes"], { env })).code, 0);
  assertEquals(await listed(wire, { env }), [`${PORT}/tcp everyone`]);
});

liveTest(
  "portik block that fails half way takes back what was done, and says so",
  IPTABLES_NEEDS,
  async () => {
    await using made = new AsyncDisposableStack();
    const fails = "#!/bin/sh\necho out of luck >&2\nexit 3\n";
    const wire = await wireWith(made, { "ip6tables-restore": fails });
    await wire.serve(PORT);
    const rules = async () => settled(await wire.run("iptables-save", "-t", "filter"));
    const before = await rules();
    const words = ["block", `${PORT}`, "--yes", "--firewall", "iptables"];
    const { code, stderr } = await wire.portik(words);
    assertEquals(code, 5, stderr);
    assertStringIncludes(stderr, "ip6tables-restore exits with 3: out of luck; what had been done");
    assertStringIncludes(stderr, "was taken back");
    assertEquals([await rules(), await listed(wire)], [before, []]);
    assertEquals(await wire.ask({ proto: "tcp", to: HERE.ipv4, port: PORT }), "served");
    const { stdout } = await wire.portik([...words, "--json", "--verbose"]);
    const events = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(events.map(({ kind, data }) => `${kind} ${data?.event} ${data?.argv[0]}`), [
      "block-event ran iptables-restore",
      "block-event failed ip6tables-restore",
      "block-event taken-back iptables-restore",
      "error undefined undefined",
    ]);
  },
);

liveTest(
  "portik unblock that fails in one firewall leaves the others as they were",
  IPTABLES_NEEDS,
  async () => {
    await using made = new AsyncDisposableStack();
    const wire = await wireWith(made, {});
    await using folder = await tempFolder();
    await wire.serve(PORT);
    for (const firewall of ["nftables", "iptables"]) {
      const from = firewall === "iptables" ? [] : ["--from", "10.0.0.0/8"];
      await told(wire, ["block", `${PORT}`, ...from, "--yes", "--firewall", firewall]);
    }
    const blocked = await listed(wire);
    assertEquals(blocked, [`${PORT}/tcp 10.0.0.0/8`, `${PORT}/tcp everyone`]);
    const through = await otherSbin(folder.path, { "ip6tables-restore": "#!/bin/sh\nexit 3\n" });
    const { code, stderr } = await wire.portik(["unblock", `${PORT}`], { through });
    assertEquals(code, 5, stderr);
    assertStringIncludes(stderr, "what had been done was taken back");
    assertEquals(await listed(wire), blocked);
    assertEquals((await told(wire, ["unblock", `${PORT}`])).code, 0);
    assertEquals(await listed(wire), []);
  },
);

liveTest(
  "portik block that is interrupted half way takes back what was done, and says so",
  IPTABLES_NEEDS,
  async () => {
    await using made = new AsyncDisposableStack();
    const folder = made.use(await tempFolder());
    // Ctrl-C, while the first of two programs is at work.
    const script = `#!/bin/sh\nkill -INT $PPID\nexec ${folder.path}/old/iptables-restore "$@"\n`;
    const through = await otherSbin(folder.path, { "iptables-restore": script });
    const wire = made.use(await Wire.make({ through }));
    const words = ["block", `${PORT}`, "--yes", "--firewall", "iptables"];
    const { code, stdout, stderr } = await wire.portik(words);
    assertEquals([code, stdout], [130, ""], stderr);
    assertStringIncludes(stderr, "was not run, because portik was asked to end");
    assertStringIncludes(stderr, "what had been done was taken back");
    assertEquals(await listed(wire), []);
  },
);

liveTest("portik block without a terminal and without --yes does nothing", NFT_NEEDS, async () => {
  await using wire = await Wire.make();
  const { code, stderr } = await wire.portik(["block", `${PORT}`]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "--yes");
  assertEquals(await wire.run("nft", "list", "ruleset"), "");
});

liveTest(
  "portik block says that it takes root, and blocks that it cannot see",
  NFT_NEEDS,
  async () => {
    await using wire = await Wire.make();
    await using as = await makePublicProgram();
    const through = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const codes: number[] = [];
    for (const words of [["block", `${PORT}`, "--yes"], ["unblock", `${PORT}`], ["blocks"]]) {
      const { code, stderr } = await wire.portik(words, { as, through });
      codes.push(code);
      assertStringIncludes(stderr, "rights are missing");
    }
    assertEquals(codes, [5, 5, 4]);
    const dry = ["block", `${PORT}`, "--dry-run", "--firewall", "nftables"];
    const { code, stdout } = await wire.portik(dry, { as, through });
    assertEquals(code, 0);
    assertMatch(stdout, /^ {2}nft 'add table inet portik; /m);
  },
);

liveTest(
  "portik block refuses to lock out the ssh session that it runs in, unless it is told to",
  [...NFT_NEEDS, ...SSH_NEEDS],
  async () => {
    await using sshd = await startSshd();
    // Over a loopback, and so with --loopback; a dry run is refused alike, and nothing is ever changed.
    const block = async (...flags: readonly string[]) => {
      const words = ["block", `${sshd.port}`, "--loopback", "--firewall", "nftables", ...flags];
      // As sudo does it, which leaves the ancestors to tell of ssh.
      const argv = ["env", "-u", "SSH_CONNECTION", ...program(), ...words, "--dry-run"];
      const [command = "", ...args] = sshd.client([], argv);
      const { code, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
      return { code, complaint: new TextDecoder().decode(stderr) };
    };
    const refused = await block();
    assertEquals(refused.code, 3, refused.complaint);
    assertStringIncludes(
      refused.complaint,
      `comes from 127.0.0.1 to port ${sshd.port} (by sshd`,
    );
    assertEquals((await block("--from", "127.0.0.0/8")).code, 3);
    assertEquals((await block("--from", THERE.first)).code, 0);
    assertEquals((await block("--proto", "udp")).code, 0);
    assertEquals((await block("--even-ssh")).code, 0);
  },
);

liveTest(
  "portik block in an ssh session closes other ports, and its own only to others",
  [...NFT_NEEDS, ...SSH_NEEDS],
  async () => {
    await using wire = await Wire.make();
    await using sshd = await startSshd({
      address: HERE.ipv4,
      here: wire.here.command,
      there: wire.there.command,
    });
    await wire.serve(PORT);
    const block = async (...words: readonly string[]) => {
      const flags = ["--yes", "--probe-timeout", "30s"];
      const env = ["env", "-u", "SSH_CONNECTION", `XDG_STATE_HOME=${wire.state}`];
      const argv = [...env, ...program(), "block", ...words, ...flags];
      const [command = "", ...args] = sshd.client([], argv);
      const { code, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
      return { code, complaint: new TextDecoder().decode(stderr) };
    };
    const own = await block(`${sshd.port}`);
    assertEquals(own.code, 3, own.complaint);
    assertStringIncludes(own.complaint, `would lock you out: the session that this runs in comes`);
    assertStringIncludes(own.complaint, `from ${THERE.first} to port ${sshd.port} (by sshd`);
    assertEquals((await block("1-65535")).code, 3);
    assertEquals(await wire.run("nft", "list", "ruleset"), "");
    assertEquals((await block(`${PORT}`)).code, 0);
    assertEquals(await wire.ask({ proto: "tcp", to: HERE.ipv4, port: PORT }), "ECONNREFUSED");
    // Its answer comes by the very session.
    assertEquals((await block(`${sshd.port}`, "--from", THERE.second)).code, 0);
  },
);

liveTest(
  "portik block goes by SSH_CONNECTION where nothing else tells of a session",
  NFT_NEEDS,
  async () => {
    await using wire = await Wire.make();
    const env = { SSH_CONNECTION: `${THERE.first} 50000 ${HERE.ipv4} 22` };
    const block = (...words: string[]) => wire.portik(["block", ...words, "--yes"], { env });
    const { code, stderr } = await block("1-1024");
    assertEquals(code, 3);
    assertStringIncludes(stderr, `from ${THERE.first} to port 22`);
    assertEquals(await wire.run("nft", "list", "ruleset"), "");
    assertEquals((await block("22", "--from", THERE.second)).code, 0);
    assertEquals((await block("22", "--even-ssh")).code, 0);
    assertEquals(await listed(wire), [`22/tcp ${THERE.second}`, "22/tcp everyone"]);
  },
);

liveTest(
  "portik block asks at a terminal, and takes only y and yes for a yes",
  [...NFT_NEEDS, "tmux"],
  async () => {
    await using wire = await Wire.make();
    await using folder = await tempFolder();
    for (
      const { answer, last, blocks } of [
        { answer: "n", last: "nothing was done", blocks: 0 },
        { answer: "", last: "nothing was done", blocks: 0 },
        { answer: "y", last: "To open it again:", blocks: 1 },
      ]
    ) {
      const env = { XDG_STATE_HOME: folder.path, PATH: Deno.env.get("PATH") ?? "", NO_COLOR: "1" };
      // The terminal ends with its program.
      const argv = ["sh", "-c", '"$@"; read -r line', "sh"];
      const words = wire.portikArgv(["block", `${PORT}`]);
      await using terminal = await Terminal.start([...argv, ...words], {
        folder: folder.path,
        env,
      });
      const screen = await terminal.shows("the question", (text) => text.includes("[y/N]"));
      assertStringIncludes(screen, "This blocks 8080/tcp for everyone, by nftables:");
      await terminal.type(answer);
      await terminal.press("Enter");
      await terminal.shows("the answer", (text) => text.includes(last));
      assertEquals((await listed(wire)).length, blocks);
    }
  },
);
