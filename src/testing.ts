/**
 * What it takes to test a rule: machines on which nothing happens but what a test says, and `testRule`.
 *
 * ```ts
 * import { process, quietMachine, socket, testRule } from "jsr:@portik/portik/testing";
 * import airplay from "./airplay.ts";
 *
 * testRule(airplay, {
 *   silent: {
 *     "about a server of one's own": quietMachine({ sockets: [socket({ port: 5000 })] }),
 *   },
 *   speaks: {
 *     "where the Control Center listens": {
 *       machine: quietMachine({
 *         platform: "darwin",
 *         sockets: [socket({ port: 5000 })],
 *         processes: [process({ name: "ControlCenter" })],
 *       }),
 *       port: 5000,
 *       says: "Port 5000 belongs to AirPlay Receiver",
 *     },
 *   },
 * });
 * ```
 *
 * @module
 */
export { container, process, quietMachine, socket } from "./testing/quiet_machine.ts";
export type { RuleCase, RuleCases, Said, SpeakingCase } from "./testing/rule_case.ts";
export { testRule } from "./testing/test_rule.ts";
