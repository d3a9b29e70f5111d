import { rules } from "../plugins/mod.ts";
import { run } from "../src/app.ts";
import { fakeHost } from "./fake_host.ts";

/** A captured machine in `recordings/machines`, and what it is asked. */
interface Golden {
  /** What the files in `golden` are called; left out: as the machine. */
  readonly name?: string;
  readonly machine: string;
  readonly ports: readonly string[];
}

/** Every machine that there are golden answers for. */
export const GOLDENS: readonly Golden[] = [
  { machine: "quiet", ports: ["8080"] },
  { machine: "quiet-as-nobody", ports: ["80"] },
  { machine: "two-programs", ports: ["3000"] },
  { machine: "two-programs", name: "two-programs-localhost", ports: ["localhost:3000"] },
  { machine: "prefork", ports: ["80"] },
  { machine: "reuse-port", ports: ["8080"] },
  { machine: "time-wait", ports: ["8080"] },
  { machine: "stopped", ports: ["8000"] },
  { machine: "v6only", ports: ["9000"] },
  { machine: "udp", ports: ["5353/udp"] },
  { machine: "udp", name: "udp-asked-for-tcp", ports: ["5353"] },
  { machine: "connection", ports: ["5432", "43210"] },
  { machine: "bound-only", ports: ["7000"] },
  { machine: "strangers", ports: ["6379"] },
  { machine: "without-ss", ports: ["6379"] },
  { machine: "systemd", ports: ["6379"] },
  { machine: "namespace", ports: ["8080"] },
  { machine: "docker", ports: ["8080", "8081"] },
  { machine: "container-cgroup-v1", ports: ["9100"] },
  { machine: "container-cgroup-v2", ports: ["9100"] },
];

/** The answers of all machines: the text of each file in `golden`, by its name. */
export async function goldenAnswers(): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const { machine, name = machine, ports } of GOLDENS) {
    const file = `${machine}.json`;
    const host = fakeHost({ files: { [file]: machineText(machine) }, columns: 80 });
    for (const command of ["who", "explain"]) {
      for (const [ending, flags] of [["txt", []], ["json", ["--json"]]] as const) {
        const argv = [command, ...ports, "--from", file, ...flags];
        await run(host, () => Promise.resolve(rules), argv);
        answers.set(`${name}.${command}.${ending}`, host.taken());
      }
    }
  }
  return answers;
}

/** The capture file of a machine. */
export function machineText(machine: string): string {
  return Deno.readTextFileSync(new URL(`recordings/machines/${machine}.json`, import.meta.url));
}
