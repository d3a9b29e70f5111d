/** Files that have no test at the place where one belongs, and why. Files that export types alone need no line here. */
export const UNTESTED: Readonly<Record<string, string>> = {
  "src/actions/listen/http_read.ts": "By way of its user: tests/actions/listen/http_body_test.ts",
  "src/actions/listen/service.ts": "By way of its users: tests/actions/listen/tcp_test.ts",
  "src/actions/stop/choice.ts": "By way of its users: tests/actions/stop/plan_stop_test.ts",
  "src/actions/stop/choose.ts": "By way of its user: tests/actions/stop/plan_stop_test.ts",
  "src/actions/stop/choose_socket.ts": "By way of its user: tests/actions/stop/plan_stop_test.ts",
  "src/actions/stop/prove_free.ts": "By way of its user: tests/actions/stop/execute_test.ts",
  "src/actions/stop/stop_container.ts": "By way of its user: tests/actions/stop/execute_test.ts",
  "src/actions/stop/stop_processes.ts": "By way of its user: tests/actions/stop/execute_test.ts",
  "src/actions/stop/stopper.ts": "By way of its users: tests/actions/stop/execute_test.ts",
  "src/analysis/trace/walk.ts": "By way of its only user: tests/analysis/trace/trace_test.ts",
  "src/probe/darwin/processes.ts": "Answered with its neighbours: tests/probe/darwin/mod_test.ts",
  "src/probe/linux/dual_stack.ts": "By way of its users: tests/probe/linux/proc_net_test.ts",
  "src/probe/linux/zones.ts": "By way of its first user: tests/probe/linux/proc_net_test.ts",
  "src/probe/output.ts": "By way of its users: tests/probe/lsof_test.ts",
  "src/probe/windows/powershell.ts":
    "Answered with its neighbours: tests/probe/windows/mod_test.ts",
  "src/probe/windows/socket.ts": "By way of its users: tests/probe/windows/netstat_test.ts",
  "src/render/width_unicode.ts": "The other half of width.ts: tests/render/width_test.ts",
  "src/rules/sandbox_child.ts": "Needs a process of its own: tests/live/sandbox_test.ts",
  "src/rules/sandbox_word.ts": "One word",
  "src/store/lease_rows.ts": "By way of its user: tests/live/leases_test.ts",
};
