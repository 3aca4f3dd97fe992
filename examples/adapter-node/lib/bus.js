/** The bus (§5): AMQP 0-9-1. One session lasts as long as its connection; then the next one is tried. */

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import amqp from 'amqplib';
import { packDeadLetter, readBatch, readItem } from './content.js';
import { limiter } from './limit.js';
import { log } from './log.js';
import { Outbox } from './outbox.js';
import { Unanswered } from './refusals.js';

const CONTENT_TYPE = 'application/vnd.ndxp.sealed+msgpack; v=1';
const PREFETCH = 256;
const AT_A_TIME = 256;
const HEARTBEAT_S = 15;
const CONNECT_MS = 10_000;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [200, 10_000];
const QUEUE = { 'x-max-length': 10_000, 'x-overflow': 'reject-publish' };
const DEAD = { 'x-message-ttl': 604_800_000, 'x-max-length': 10_000 };

/** @typedef {(item: {jws: string, content: Uint8Array}) =>
 *   Promise<{answer?: [string, Uint8Array], dead?: string}>} Work */

export class Bus {
  #stop = new AbortController();
  #stopped = once(this.#stop.signal, 'abort');
  #limited = limiter(AT_A_TIME);

  /** @param {{url: string, namespace: string, subsystem: string}} place */
  constructor({ url, namespace, subsystem }) {
    this.url = withHeartbeat(url);
    this.subsystem = subsystem;
    this.requests = `${namespace}.requests`;
    this.queue = `${namespace}.requests.${subsystem}`;
    this.dead = `${namespace}.dead`;
  }

  /** Takes no more work, finishes what it has, then `serve` returns. */
  stop() {
    this.#stop.abort();
  }

  /**
   * Serves until it is stopped, however often the broker goes.
   * @param {Work} work
   * @param {() => void} ready called whenever requests can come
   */
  async serve(work, ready) {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        await this.#session(work, () => {
          attempt = -1;
          ready();
        });
      } catch (error) {
        log('bus.lost', { error: error.message });
      }
      await this.#pause(attempt);
    }
  }

  async #session(work, ready) {
    const connection = await amqp.connect(this.url, { timeout: CONNECT_MS });
    connection.on('error', () => undefined); // `close` follows
    const closed = new Promise((resolve) => connection.on('close', resolve));
    try {
      const session = new Session(await connection.createConfirmChannel(), this, this.#limited, work);
      await session.begin();
      ready();
      await Promise.race([closed, session.ended, this.#stopped]);
      await session.finish();
      if (!this.#stop.signal.aborted) throw new Error('the connection or its consumer ended');
    } finally {
      await connection.close().catch(() => undefined); // it may be gone
    }
  }

  /** Longer from time to time, and not all adapters at once. */
  async #pause(attempt) {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempt));
    const { signal } = this.#stop;
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** One channel, its consumer, and the messages that are being worked on. */
class Session {
  #consumer;
  #running = new Set();
  #end;

  constructor(channel, names, limited, work) {
    this.channel = channel;
    this.names = names;
    this.limited = limited;
    this.work = work;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.outbox = new Outbox((queue, body) => this.#publish(queue, body));
  }

  /** Declares what adapters declare, with exactly these arguments, and asks for requests. */
  async begin() {
    const { channel, names } = this;
    channel.on('error', (error) => log('bus.channel', { error: error.message }));
    channel.on('close', this.#end);
    await channel.assertExchange(names.requests, 'direct', { durable: true });
    await channel.assertQueue(names.dead, { durable: true, arguments: DEAD });
    await channel.assertQueue(names.queue, { durable: true, arguments: QUEUE });
    await channel.bindQueue(names.queue, names.requests, names.subsystem);
    await channel.prefetch(PREFETCH);
    const { consumerTag } = await channel.consume(names.queue, (message) => this.#came(message));
    this.#consumer = consumerTag;
  }

  /** Takes no more, and returns when what came is done. */
  async finish() {
    await this.channel.cancel(this.#consumer).catch(() => undefined); // the channel may be gone
    await Promise.all(this.#running);
  }

  #came(message) {
    if (message === null) return this.#end(); // the queue was deleted
    const running = this.#handle(message).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Acknowledged after the last answer is confirmed; what cannot be confirmed comes again. */
  async #handle(message) {
    const done = await Promise.allSettled(this.#items(message));
    const lost = done.find(({ status }) => status === 'rejected');
    if (lost) log('message.requeued', { error: lost.reason.name });
    try {
      if (lost) this.channel.reject(message, true);
      else this.channel.ack(message);
    } catch {
      log('message.requeued', { error: 'ChannelClosed' }); // by the broker itself
    }
  }

  /** Each item by itself: a bad one costs only itself. */
  #items(message) {
    const { replyTo } = message.properties;
    try {
      return readBatch(message.content).map((item) => this.limited(() => this.#item(item, replyTo)));
    } catch (error) {
      return [this.#bury('', error.reason)];
    }
  }

  async #item(item, replyTo) {
    let jws = '';
    try {
      const read = readItem(item);
      jws = read.jws;
      const { answer, dead } = await this.work(read);
      if (answer && replyTo) await this.outbox.send(replyTo, answer);
      if (dead) await this.#bury(jws, dead);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      await this.#bury(jws, error.reason);
    }
  }

  #bury(jws, reason) {
    log('message.dead', { reason });
    const headers = { reason, provider: this.names.subsystem };
    return this.#publish(this.names.dead, packDeadLetter(jws), { persistent: true, headers });
  }

  /** Through the default exchange, whose routing keys are names of queues; returns when it is confirmed. */
  #publish(queue, body, options = { persistent: false }) {
    return new Promise((resolve, reject) => {
      const properties = { contentType: CONTENT_TYPE, ...options };
      this.channel.publish('', queue, Buffer.from(body), properties, (error) => (error ? reject(error) : resolve()));
    });
  }
}

function withHeartbeat(url) {
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(HEARTBEAT_S));
  return parsed.href;
}
