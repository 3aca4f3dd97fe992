/** Answers on their way: while one message to a queue is unconfirmed, those that come for it wait and go together. */

import { MOST_ITEMS, packBatch } from './content.js';

const MOST_BYTES = 1024 * 1024;

/** @typedef {{item: [string, Uint8Array], done: () => void, failed: (error: Error) => void}} Waiting */

export class Outbox {
  /** @type {Map<string, Waiting[]>} by queue; a queue that is here has a message under way */
  #waiting = new Map();
  #publish;

  /** @param {(queue: string, body: Uint8Array) => Promise<void>} publish returns when the broker confirmed */
  constructor(publish) {
    this.#publish = publish;
  }

  /** Returns when the answer is confirmed. */
  send(queue, item) {
    return new Promise((done, failed) => {
      const waiting = this.#waiting.get(queue);
      if (waiting) waiting.push({ item, done, failed });
      else this.#empty(queue, [{ item, done, failed }]);
    });
  }

  async #empty(queue, waiting) {
    this.#waiting.set(queue, waiting);
    while (waiting.length > 0) {
      const together = waiting.splice(0, fitting(waiting));
      try {
        await this.#publish(queue, packBatch(together.map(({ item }) => item)));
        together.forEach(({ done }) => done());
      } catch (error) {
        together.forEach(({ failed }) => failed(error));
      }
    }
    this.#waiting.delete(queue);
  }
}

/** How many go together: at most 1 MiB, unless the first alone is larger. */
function fitting(waiting) {
  let [count, bytes] = [0, 0];
  for (const { item: [jws, content] } of waiting) {
    bytes += jws.length + content.length;
    if (count === MOST_ITEMS || (count > 0 && bytes > MOST_BYTES)) break;
    count += 1;
  }
  return count;
}
