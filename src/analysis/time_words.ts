/** A time by the clock on the wall, `2026-01-02 03:04:05`; `now` is in ms since 1970. */
export function timeWords(now: number): string {
  const time = new Date(now);
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${date.map(two).join("-")} ${clock.map(two).join(":")}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
