import type { Rule } from "../src/plugin.ts";

/** A port inside a range that Windows keeps for itself. */
export default {
  id: "excluded-range",
  title: "Windows keeps the port for itself",
  docs:
    "Hyper-V, WSL and Docker Desktop have Windows set ranges of ports aside; binding one fails with " +
    "WSAEACCES although nothing listens and netstat is empty. Which ranges these are changes with every " +
    "restart of the winnat service.",
  severity: "error",
  platforms: ["windows"],
  needs: ["settings"],
  *check({ machine, listeners, question }) {
    const { port, proto, host } = question;
    // Who may bind all the same: the program that an administrator set the range aside for.
    if (listeners.length > 0) return;
    if (machine.binds(port, proto, host).some(({ outcome }) => outcome === "ok")) return;
    const range = machine.setting("excludedRanges")?.find((one) =>
      one.proto === proto && one.first <= port && port <= one.last
    );
    if (!range) return;
    yield {
      message:
        `Windows has set ${port} aside: it is in the excluded range ${range.first}-${range.last}`,
      severity: range.administered ? "warning" : "error",
      port,
      evidence: [
        range.administered
          ? "an administrator set the range aside, and may have given it to a program"
          : "the range was set aside by the system, often for Hyper-V, WSL or Docker Desktop",
        `shown by netsh int ipv4 show excludedportrange protocol=${proto}`,
      ],
      fix: {
        say:
          "Use another port, or as administrator let winnat choose other ranges: net stop winnat, " +
          "then net start winnat",
      },
    };
  },
} satisfies Rule as Rule;
