/** Where two pieces of plain data differ first, in words, or undefined where they are equal. */
export function firstDifference(actual: unknown, wanted: unknown, at = ""): string | undefined {
  if (!isObject(actual) || !isObject(wanted) || Array.isArray(actual) !== Array.isArray(wanted)) {
    if (Object.is(actual, wanted)) return undefined;
    return `${at || "it"} is ${show(actual)}, not ${show(wanted)}`;
  }
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(actual)])) {
    const difference = firstDifference(actual[key], wanted[key], at === "" ? key : `${at}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
