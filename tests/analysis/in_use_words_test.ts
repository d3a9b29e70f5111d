import { assertEquals } from "@std/assert";
import { saysInUse } from "../../src/analysis/in_use_words.ts";

Deno.test("saysInUse() understands what servers say", () => {
  for (
    const line of [
      "Error: listen EADDRINUSE: address already in use :::3000",
      "listen tcp :8080: bind: address already in use",
      "OSError: [Errno 98] Address already in use",
      "java.net.BindException: Address already in use (Bind failed)",
      'Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }',
      "error when starting dev server:\nError: Port 5173 is already in use",
      "Error: That port is already in use.",
      "Port 5000 is in use by another program.",
      "Web server failed to start. Port 8080 was already in use.",
      "Something is already running on port 3000.",
      "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
      "Only one usage of each socket address (protocol/network address/port) is normally permitted",
    ]
  ) assertEquals(saysInUse(`starting\n${line}\n`), true, line);
});

Deno.test("saysInUse() is not misled", () => {
  for (
    const line of [
      "",
      "listening on port 3000",
      "port 3000: the certificate\nis in use",
      "permission denied: port 80",
      "the file is in use",
    ]
  ) assertEquals(saysInUse(line), false, line);
});
