import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

const CRON = /^(?:cron|crond|anacron|fcron|atd|busybox crond)$/i;

/**
 * A job of cron or at: cron forks a child that runs the line of the crontab by `/bin/sh -c` (`cron(8)`,
 * `atd(8)`). The job is told as the shell has it.
 */
export function cron({ line }: Case): Cause | undefined {
  const at = line.findIndex((process, i) => i > 0 && CRON.test(programOf(process)));
  const [daemon, job] = [line[at], line[at - 1]];
  if (!daemon || !job) return undefined;
  const shell = job.argv.indexOf("-c");
  const command = shell < 0 ? job.argv.join(" ") : job.argv[shell + 1];
  const tool = programOf(daemon).toLowerCase() === "atd" ? "at" : "cron";
  return {
    kind: "cron",
    tool,
    ...(command ? { details: command } : {}),
    pid: daemon.pid,
    confidence: "certain",
    evidence: [`${nameProcess(job)} was started by ${nameProcess(daemon)}`],
  };
}
