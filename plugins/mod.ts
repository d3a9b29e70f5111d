import type { Rule } from "../src/plugin.ts";
import containerMapping from "./container-mapping.ts";
import excludedRange from "./excluded-range.ts";
import hiddenOwner from "./hidden-owner.ts";
import ipv6Only from "./ipv6-only.ts";
import loopbackBind from "./loopback-bind.ts";
import otherNamespace from "./other-namespace.ts";
import privilegedPort from "./privileged-port.ts";
import severalOwners from "./several-owners.ts";
import timeWait from "./time-wait.ts";
import zombieOwner from "./zombie-owner.ts";

/** The built-in rules, in the order in which they are listed. A test holds this list against the folder. */
export const rules: readonly Rule[] = [
  containerMapping,
  excludedRange,
  hiddenOwner,
  ipv6Only,
  loopbackBind,
  otherNamespace,
  privilegedPort,
  severalOwners,
  timeWait,
  zombieOwner,
];
