/** Opens sealed requests by the checks 2 to 14 of §6, in their order, and seals answers. */

import { digest } from './bytes.js';
import { packAnswer, readRequest } from './content.js';
import * as jws from './jws.js';
import { readPayload } from './payload.js';
import { Unanswered } from './refusals.js';

const SKEW_MS = 10_000;
const LONGEST_MS = 300_000;

/**
 * A request that its client sealed; rights, schema and replay are yet to be checked.
 * @typedef {{payload: import('./payload.js').Payload, digest: string,
 *   content: import('./content.js').RequestContent}} Request
 */

/**
 * @param {string} text the JWS
 * @param {Uint8Array} content
 * @param {import('./network.js').Network} network
 * @returns {Promise<Request>}
 */
export async function open(text, content, network) {
  const read = jws.read(text, 'ndxp-request+jws'); // 2, 3, 4
  const payload = readPayload(read.payload); // 5
  const certificate = network.keyOf(read.kid, payload.client); // 6, 7
  await jws.verify(read, certificate.key); // 8, 9
  if (digest(content) !== payload.contentDigest) throw new Unanswered('wrong_content'); // 10
  network.checkInForce(certificate, payload.issuedAt); // 11
  checkTime(payload, Date.now()); // 12, 13
  return { payload, digest: read.digest, content: readRequest(content) }; // 14
}

function checkTime({ issuedAt, expiresAt }, now) {
  if (issuedAt > now + SKEW_MS || expiresAt > issuedAt + LONGEST_MS) throw new Unanswered('bad_time');
  if (expiresAt <= now) throw new Unanswered('message_expired');
}

/**
 * An item for the one who asked.
 * @param {Request} request
 * @param {{status: number, headers: [string, string][], body: Uint8Array, native: Uint8Array, outcome: string,
 *   code?: string}} answer
 * @param {{kid: string, key: import('node:crypto').KeyObject}} key
 * @returns {Promise<[string, Uint8Array]>}
 */
export async function seal({ payload, digest: requestDigest }, answer, key) {
  const { id, requestId, client, service } = payload;
  const { status, outcome, code } = answer;
  const content = packAnswer(answer);
  const said = {
    id, requestId, client, service,
    issuedAt: Date.now(),
    contentDigest: digest(content),
    requestDigest, status, outcome,
    ...(code && { code }),
  };
  return [await jws.sign(said, 'ndxp-response+jws', key), content];
}
