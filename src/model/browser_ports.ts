/**
 * Ports that browsers refuse to open, because a page could otherwise talk to servers that do not expect
 * HTTP: who serves on one cannot be visited.
 */

/** What Chrome refused on 24 October 2022, the day on which port4me froze its lists (`{chrome}` there). */
export const CHROME_PORTS: readonly number[] = [
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95],
  ...[101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179],
  ...[389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587],
  ...[601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061],
  ...[6000, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 10080],
];

/** What Firefox refused on that day (`{firefox}`). */
export const FIREFOX_PORTS: readonly number[] = [
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 77, 79, 87, 95],
  ...[101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 139, 143, 179],
  ...[389, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 556, 563, 587],
  ...[601, 636, 993, 995, 2049, 4045, 6000],
];

/**
 * The bad ports of the Fetch standard (fetch.spec.whatwg.org, section "Port blocking"), as of October 2024,
 * when 4190 (ManageSieve) and 6679 (IRC over TLS) had been added to it. All browsers follow it.
 */
export const FETCH_PORTS: readonly number[] = [...CHROME_PORTS, 4190, 6679].toSorted((a, b) =>
  a - b
);

const BLOCKED: ReadonlySet<number> = new Set(FETCH_PORTS);

/** True where no browser opens a page that is served on this port. */
export function isBrowserBlocked(port: number): boolean {
  return BLOCKED.has(port);
}
