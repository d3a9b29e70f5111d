import { leasedPort } from "../../analysis/lease_words.ts";
import { portStatus } from "../../analysis/port_status.ts";
import { verdictOf } from "../../analysis/verdict.ts";
import type { Failure } from "../../host/host.ts";
import { bindAddresses } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";
import type { HoldWish } from "./hold_ports.ts";
import type { World } from "../world.ts";

/** Why a port could not be had, by a look at who has it. */
export async function holdRefusal(
  world: World,
  { protos, port, host }: HoldWish,
  { failed }: Failure,
): Promise<Refusal> {
  const targets = protos.map((proto) => ({
    port,
    proto,
    ...(host === undefined ? {} : { host }),
  }));
  const machine = await world.look({
    facts: ["sockets", "owners", "containers", "binds", "settings", "caller"],
    ports: [{ first: port, last: port }],
    protos,
    ...(host === undefined ? {} : { addresses: bindAddresses(host) }),
  });
  const verdicts = targets.map((target) => verdictOf(machine, target, portStatus(machine, target)));
  // The port may have become free meanwhile: then only the kernel's word is left.
  const told = verdicts.find(({ bindable }) => {
    return Object.values(bindable).some((outcome) => outcome !== "ok");
  });
  const words = leasedPort({ port, proto: protos.length === 1 ? protos[0] ?? "tcp" : "tcp" });
  const why = told ? told.sentence.replace(/\.$/, "") : failed;
  return new Refusal("bind-failed", `Cannot hold ${words}: ${why}`, {
    exit: 5,
    hint: `See portik explain ${words}`,
  });
}
