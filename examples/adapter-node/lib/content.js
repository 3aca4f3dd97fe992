/** The content of a sealed message (§3) and the body of an AMQP message (§5): msgpack, strictly. */

import { randomBytes } from 'node:crypto';
import { decode, encode } from '@msgpack/msgpack';
import { utf8 } from './bytes.js';
import { isHeader } from './http.js';
import { Unanswered } from './refusals.js';

const SALT = 16;
export const MOST_ITEMS = 128;
const NAMES = ['salt', 'method', 'path', 'query', 'headers', 'body', 'user', 'issue'];

/**
 * @typedef {{method: string, path: string, query: string, headers: [string, string][], body: Uint8Array,
 *   user: string | null, issue: string | null}} RequestContent
 */

/**
 * @param {Uint8Array} bytes
 * @returns {RequestContent}
 */
export function readRequest(bytes) {
  try {
    return checked(bytes);
  } catch {
    throw new Unanswered('malformed_content');
  }
}

/** msgpack's own reader takes bytes that are no UTF-8 as text, so the texts are read from their bytes. */
function checked(bytes) {
  const found = decode(bytes, { mapKeyConverter: eachOnce() });
  const raw = decode(bytes, { rawStrings: true });
  const text = (value, from) => (typeof value === 'string' ? utf8(from) : fail());
  if (Object.keys(found).sort().join() !== [...NAMES].sort().join()) fail();
  if (!isBytes(found.salt) || found.salt.length !== SALT || !isBytes(found.body)) fail();
  const headers = found.headers.map((each, index) =>
    each.length === 2 ? each.map((value, part) => text(value, raw.headers[index][part])) : fail(),
  );
  if (!headers.every(([name, value]) => isHeader(name, value))) fail();
  return {
    method: text(found.method, raw.method),
    path: text(found.path, raw.path),
    query: text(found.query, raw.query),
    headers,
    body: found.body,
    user: found.user === null ? null : text(found.user, raw.user),
    issue: found.issue === null ? null : text(found.issue, raw.issue),
  };
}

/** A map has each key once; there is one map in a content, so one set is enough. */
function eachOnce() {
  const seen = new Set();
  return (key) => (typeof key !== 'string' || seen.has(key) ? fail() : seen.add(key) && key);
}

const isBytes = (value) => value instanceof Uint8Array;

function fail() {
  throw new TypeError('not a content of §3');
}

/** The content of an answer, with a salt of its own. */
export function packAnswer({ status, headers, body, native }) {
  return encode({ salt: randomBytes(SALT), status, headers, body, native });
}

/**
 * The items of an AMQP message, unread.
 * @param {Uint8Array} body
 * @returns {unknown[]}
 */
export function readBatch(body) {
  let items;
  try {
    items = decode(body);
  } catch {
    throw new Unanswered('malformed_batch');
  }
  if (!Array.isArray(items) || items.length < 1 || items.length > MOST_ITEMS) throw new Unanswered('malformed_batch');
  return items;
}

/** JWS and content of one item. */
export function readItem(item) {
  const [jws, content] = Array.isArray(item) && item.length === 2 ? item : [];
  if (typeof jws !== 'string' || !isBytes(content)) throw new Unanswered('malformed_item');
  return { jws, content };
}

export const packBatch = (/** @type {[string, Uint8Array][]} */ items) => encode(items);

/** The body of a dead letter: the JWS alone. */
export const packDeadLetter = (/** @type {string} */ jws) => encode([jws]);
