/** Bytes and texts, each with one spelling. */

import { createHash } from 'node:crypto';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 as text. Throws a TypeError where the bytes are none. */
export const utf8 = (/** @type {Uint8Array} */ bytes) => strict.decode(bytes);

/** The base64url SHA-256, as §2 and §3 want it. */
export const digest = (/** @type {Uint8Array | string} */ bytes) =>
  createHash('sha256').update(bytes).digest('base64url');

/** The bytes of a base64url text without padding. Throws where unused bits are set, or anything else stands in it. */
export function fromBase64url(text) {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new TypeError('not canonical base64url');
  return bytes;
}
