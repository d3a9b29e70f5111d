/**
 * What several hands put in and one takes out, in order. It has little room: whoever puts waits until there
 * is some, so that what comes faster than it is taken piles up at its sender and not in memory.
 */
export class Mailbox<T> implements AsyncIterable<T> {
  readonly #letters: T[] = [];
  readonly #room: number;
  #closed = false;
  #changed = Promise.withResolvers<void>();

  /** `room`: how many may lie in it. */
  constructor(room: number) {
    this.#room = room;
  }

  /** Puts one in when there is room. After the close it comes to nothing. */
  async put(letter: T): Promise<void> {
    while (!this.offer(letter) && !this.#closed) await this.#changed.promise;
  }

  /** Puts one in if there is room now. */
  offer(letter: T): boolean {
    if (this.#closed || this.#letters.length >= this.#room) return false;
    this.#letters.push(letter);
    this.#tell();
    return true;
  }

  /** Takes no more; what lies in it can still be taken out. */
  close(): void {
    this.#closed = true;
    this.#tell();
  }

  /** Takes out what comes, until the mailbox is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      while (this.#letters.length > 0) {
        const letter = this.#letters.shift() as T;
        this.#tell();
        yield letter;
      }
      if (this.#closed) return;
      await this.#changed.promise;
    }
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}
