import type { Route } from "../../model/route.ts";

/** A route as a configuration has it, before it is known whose process reads that. */
export type FoundRoute = Omit<Route, "pid" | "program">;
