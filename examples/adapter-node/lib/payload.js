/** The payload of a sealed request (§4), member by member. */

import { isService, isSubsystem } from './identifiers.js';
import { Unanswered } from './refusals.js';

const matches = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const isTime = (value) => Number.isSafeInteger(value) && value >= 0;
const isReference = matches(/^[A-Za-z0-9_-]{22}$/);

const NEEDED = {
  id: matches(/^[!-~]{1,255}$/),
  requestId: matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  client: isSubsystem,
  service: isService,
  issuedAt: isTime,
  expiresAt: isTime,
  contentDigest: (value) => typeof value === 'string', // compared in check 10
};
const ALLOWED = { ...NEEDED, userRef: isReference, caseRef: isReference, subjectRef: isReference };

/**
 * @typedef {{id: string, requestId: string, client: string, service: string, issuedAt: number, expiresAt: number,
 *   contentDigest: string}} Payload
 */

/**
 * @param {object} payload
 * @returns {Payload}
 */
export function readPayload(payload) {
  const good =
    Object.keys(NEEDED).every((name) => Object.hasOwn(payload, name)) &&
    Object.entries(payload).every(([name, value]) => Object.hasOwn(ALLOWED, name) && ALLOWED[name](value));
  if (!good) throw new Unanswered('malformed_payload');
  return /** @type {Payload} */ (payload);
}
