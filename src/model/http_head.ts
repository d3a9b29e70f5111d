/** The first line of a request and what follows it, as the client wrote it (RFC 9112, sections 3 and 5). */
export interface RequestHead {
  readonly method: string;
  /** Path and query, or whatever else the client asked for. */
  readonly target: string;
  /** `1.0` or `1.1`. */
  readonly version: string;
  readonly headers: readonly HttpHeader[];
}

/** One header line. */
export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** Where the head ends and the body begins, in the text of a message; undefined where that is not here yet. */
export function endOfHead(text: string): number | undefined {
  const end = /\r?\n\r?\n/.exec(text);
  return end ? end.index + end[0].length : undefined;
}

/** `token` of RFC 9110, section 5.6.2. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const REQUEST_LINE = new RegExp(`^(${TOKEN}) (\\S+) HTTP/(1\\.[01])$`);
const HEADER_LINE = new RegExp(`^(${TOKEN}):[ \t]*(.*?)[ \t]*$`);

/** Reads the head of a request; undefined where it is none. */
export function parseRequestHead(text: string): RequestHead | undefined {
  const [first = "", ...lines] = text.split(/\r?\n/);
  const [, method, target, version] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined || version === undefined) return undefined;
  const headers: HttpHeader[] = [];
  for (const line of lines) {
    if (line === "") break;
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    headers.push({ name, value });
  }
  return { method, target, version, headers };
}

/** The value of a header, whatever the case of its name. */
export function headerOf({ headers }: RequestHead, name: string): string | undefined {
  return headers.find((one) => one.name.toLowerCase() === name)?.value;
}

/**
 * The status of a response, from as much of its text as has come: `more` where that does not tell yet, `none`
 * where it is no HTTP. Interim answers such as 103 are passed over, as RFC 9110 asks (section 15.2).
 */
export function parseStatus(text: string): number | "more" | "none" {
  const start = "HTTP/1.";
  if (!text.startsWith(start.slice(0, text.length))) return "none";
  const [, digits] = /^HTTP\/1\.[01] (\d{3})(?= |\r?\n)/.exec(text) ?? [];
  if (digits === undefined) return text.includes("\n") ? "none" : "more";
  const status = Number(digits);
  if (status >= 200 || status === 101) return status;
  const end = endOfHead(text);
  return end === undefined ? "more" : parseStatus(text.slice(end));
}
