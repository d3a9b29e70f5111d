import type { Report, Reports } from "../model/report.ts";

/**
 * What a piece of work tells while it goes on, as it tells it, and at last what came of it. The work begins
 * when somebody listens.
 */
export async function* told<Event>(
  work: (tell: (event: Event) => void) => Promise<Report>,
  reportOf: (event: Event) => Report,
): Reports {
  const heard: Event[] = [];
  let news = Promise.withResolvers<void>();
  const done = work((event) => {
    heard.push(event);
    news.resolve();
  });
  let ended = false;
  const end = done.finally(() => ended = true).catch(() => {});
  while (!ended || heard.length > 0) {
    await Promise.race([news.promise, end]);
    news = Promise.withResolvers();
    for (const event of heard.splice(0)) yield reportOf(event);
  }
  yield await done;
}
