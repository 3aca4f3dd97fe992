/** How one authority followed another (§10, Succession). */

import { readCertificate } from './certificates.js';
import * as jws from './jws.js';

/**
 * Every authority from the one that we trust to the one that signed the document, the last one at the end.
 * @param {import('./certificates.js').Certificate} trusted
 * @param {[string, string][]} statements
 * @param {string} signer the kid of the document
 */
export async function authorities(trusted, statements, signer) {
  const chain = [];
  for (const statement of statements) chain.push(await readStatement(statement, chain.at(-1)));
  const before = chain.map((each) => each.previous);
  const all = chain.length ? [...before, chain.at(-1).next] : [trusted];
  if (!all.some((each) => each.kid === trusted.kid)) throw new Error('of another authority');
  if (all.at(-1).kid !== signer) throw new Error('not signed by the last authority');
  return all;
}

/** Both authorities say the same; the statement begins where the one before it ended. */
async function readStatement([first, second], before) {
  const [one, other] = [first, second].map((text) => jws.read(text, 'ndxp-root+jws'));
  const [previous, next] = [one.payload.previous, one.payload.next].map(readCertificate);
  const same = ['previous', 'next', 'issuedAt'].every((name) => one.payload[name] === other.payload[name]);
  if (!same || one.kid !== previous.kid || other.kid !== next.kid) throw new Error('a statement contradicts itself');
  if (before && before.next.kid !== previous.kid) throw new Error('the succession has a gap');
  await jws.verify(one, previous.key);
  await jws.verify(other, next.key);
  return { previous, next };
}
