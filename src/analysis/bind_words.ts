import { listWords } from "./sentence.ts";

/** Outcome of a bind by address: `ok` or an errno name. */
export type BindOutcomes = Readonly<Record<string, string>>;

/** The addresses on which a bind came out like this. */
export function addressesWith(bindable: BindOutcomes, outcome: string): string[] {
  return Object.entries(bindable).filter(([, one]) => one === outcome).map(([address]) => address);
}

/** `binding ::1 works`, `binding 127.0.0.1 and ::1 work`. */
export function worksWords(addresses: readonly string[]): string {
  return `binding ${listWords(addresses)} ${addresses.length === 1 ? "works" : "work"}`;
}
