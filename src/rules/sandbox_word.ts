/** The hidden first word that makes portik answer for one user rule (`sandbox_child.ts`) and end. */
export const SANDBOX_WORD = "__rule-sandbox";
