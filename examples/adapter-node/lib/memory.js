/** What was seen, against replay (§6): (client, requestId) with the digest, until expiry and a little more. */

import { Refusal } from './refusals.js';

const AFTER_EXPIRY_MS = 10_000;
const MOST_SEEN = 200_000;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * What becomes of an item, see Provider.work.
 * @typedef {{answer: [string, Uint8Array], dead?: string}} Done
 * `done` is what the first one gets, or will get; null when that is no longer kept.
 * @typedef {{digest: string, until: number, done: Promise<Done> | null, size: number}} Seen
 */

export class Memory {
  /** @type {Map<string, Seen>} */
  #seen = new Map();
  /** @type {Set<Seen>} whose answers are kept, the oldest first */
  #kept = new Set();
  #bytes = 0;
  #swept = 0;

  /**
   * The answer to a message, computed once for all its deliveries. A redelivery leaves no second dead letter.
   * Throws Refusal for another message under the same id, and where nothing more can be remembered.
   * @param {{payload: import('./payload.js').Payload, digest: string, repeatable: boolean}} request
   * @param {number} now
   * @param {() => Promise<Done>} compute
   * @returns {Promise<Done>}
   */
  async once({ payload, digest, repeatable }, now, compute) {
    this.#sweep(now);
    const key = `${payload.client} ${payload.requestId}`;
    const seen = this.#seen.get(key);
    if (!seen) return this.#first(key, { digest, until: payload.expiresAt + AFTER_EXPIRY_MS }, compute);
    const isKnown = seen.digest === digest && (seen.done !== null || repeatable);
    if (!isKnown) throw new Refusal('replayed_request', { dead: true });
    const { answer } = await (seen.done ?? compute());
    return { answer };
  }

  #first(key, { digest, until }, compute) {
    if (this.#seen.size >= MOST_SEEN) throw new Refusal('overloaded');
    const seen = { digest, until, done: compute(), size: 0 };
    this.#seen.set(key, seen);
    seen.done.then(
      ({ answer: [jws, content] }) => this.#keep(seen, jws.length + content.length),
      () => this.#seen.delete(key), // the adapter broke: a redelivery tries again
    );
    return seen.done;
  }

  /** The oldest answers make room; who they belonged to is still known. */
  #keep(seen, size) {
    seen.size = size;
    this.#bytes += size;
    this.#kept.add(seen);
    for (const oldest of this.#kept) {
      if (this.#bytes <= MOST_KEPT_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(seen) {
    if (!this.#kept.delete(seen)) return;
    this.#bytes -= seen.size;
    seen.done = null;
  }

  /** Once a second, what is over is forgotten. */
  #sweep(now) {
    if (now - this.#swept < 1000) return;
    this.#swept = now;
    for (const [key, seen] of this.#seen) {
      if (seen.until > now) continue;
      this.#seen.delete(key);
      this.#drop(seen);
    }
  }
}
