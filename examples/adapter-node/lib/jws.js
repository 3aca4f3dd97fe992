/** JWS in compact form (§2), strictly: the signatures themselves are jose's work. */

import { webcrypto } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
import { digest, fromBase64url } from './bytes.js';
import { Unanswered } from './refusals.js';
import { parseObject } from './strict-json.js';

globalThis.crypto ??= webcrypto; // Node 18 has it under this name only

export const LONGEST = 32_768;
const HEADER = 'alg,kid,typ';

/**
 * A JWS that was read; nothing in it is believed yet.
 * @typedef {{text: string, alg: string, kid: string, typ: string, payload: object, digest: string}} Read
 */

/**
 * @param {string} text
 * @param {string} typ that it has to have
 * @param {number} [longest] in characters
 * @returns {Read}
 */
export function read(text, typ, longest = LONGEST) {
  const { header, payload } = formed(text, longest);
  if (Object.keys(header).sort().join() !== HEADER) throw new Unanswered('forbidden_header');
  if (!Object.values(header).every((value) => typeof value === 'string')) throw new Unanswered('malformed_jws');
  if (header.typ !== typ) throw new Unanswered('wrong_typ');
  const { alg, kid } = header;
  return { text, alg, kid, typ, payload, digest: digest(text.slice(0, text.lastIndexOf('.'))) };
}

/** Header and payload of three parts in canonical base64url. */
function formed(text, longest) {
  try {
    const parts = text.length > longest ? [] : text.split('.');
    if (parts.length !== 3) throw new TypeError('not three parts');
    const [header, payload] = parts.map(fromBase64url).slice(0, 2).map(parseObject);
    return { header, payload };
  } catch {
    throw new Unanswered('malformed_jws');
  }
}

/** What a key may be used for: the first is what it signs with. Empty for a key that §2 does not have. */
export function algorithms(/** @type {import('node:crypto').KeyObject} */ key) {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return details.namedCurve === 'prime256v1' ? ['ES256'] : [];
    case 'ed25519':
      return ['EdDSA'];
    case 'rsa':
      return [2048, 3072].includes(details.modulusLength) ? ['PS256', 'RS256'] : [];
    default:
      return [];
  }
}

/**
 * Returns if the key made the signature.
 * @param {Read} jws
 * @param {import('node:crypto').KeyObject} key
 */
export async function verify(jws, key) {
  if (!algorithms(key).includes(jws.alg)) throw new Unanswered('bad_algorithm');
  try {
    await compactVerify(jws.text, key, { algorithms: [jws.alg] });
  } catch {
    throw new Unanswered('bad_signature');
  }
}

/** A JWS over a payload, signed with a key of ours. */
export function sign(payload, typ, { kid, key }) {
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: algorithms(key)[0], kid, typ })
    .sign(key);
}
