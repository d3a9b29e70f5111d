import type { Publication } from "../../../src/model/container.ts";

/** `0.0.0.0:8080->80/tcp` of each. */
export function texts(publications: readonly Publication[] = []): string[] {
  return publications.map(({ hostAddress, hostPort, containerPort, proto }) =>
    `${hostAddress}:${hostPort}->${containerPort}/${proto}`
  );
}
