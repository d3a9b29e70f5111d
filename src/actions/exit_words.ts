import type { Ran } from "../host/host.ts";

/**
 * How a program ended, in words that follow its name: `exits with 3: it is on fire`. Of what it said the first
 * line is told that is no warning, as of nft-based iptables, which warns of rules that it does not see.
 */
export function exitWords({ code, stdout, stderr }: Ran): string {
  const lines = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim())
    .filter((line) => line !== "");
  const line = lines.find((one) => !/^(?:# )?warning\b/i.test(one)) ?? lines[0];
  return `exits with ${code}${line === undefined ? "" : `: ${line}`}`;
}
