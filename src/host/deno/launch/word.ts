/** The hidden first word that makes portik turn itself into another program (`child.ts`). */
export const LAUNCH_WORD = "__launch";
