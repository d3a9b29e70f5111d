import type { Container, Publication } from "../../src/model/container.ts";

/** A container in this state that publishes its port 80 as 8080 of every IPv4 address, unless it is said otherwise. */
export function publishing(state: string, place: Partial<Publication> = {}): Container {
  const all = { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, proto: "tcp" } as const;
  return {
    engine: "docker",
    id: "0".repeat(64),
    name: "web",
    image: "web:1",
    state,
    publications: [{ ...all, ...place }],
  };
}
