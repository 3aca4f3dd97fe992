/** The network document (§10): who takes part, whose key is whose, who may call what. */

import { counts, isInForce, readCertificate } from './certificates.js';
import { memberOf } from './identifiers.js';
import * as jws from './jws.js';
import { Unanswered } from './refusals.js';
import { readRights, allow } from './rights.js';
import { authorities } from './succession.js';

const LONGEST = 4 * 1024 * 1024;
const DOCUMENT = `version issuedAt expiresAt instance name auth owner monitoring member subsystem group right
  certificates revoked succession`;
const TABLES = {
  member: 'id name name_vi aliases assumed',
  subsystem: 'id name name_vi services opaque registry auth certificates rate_per_s burst max_in_flight',
  group: 'id name name_vi members owner',
  right: 'clients services endpoints',
  revoked: 'kid since reason',
};

/** One version of the document, verified. */
export class Network {
  #certificates;
  #revoked;
  #subsystems;
  #rights;

  /** @param {object} document @param {import('./certificates.js').Certificate[]} authorities */
  constructor(document, authorities) {
    checkMembers(document);
    this.version = document.version;
    this.expiresAt = document.expiresAt ?? 0; // one of old, which has expired
    this.authority = authorities.at(-1);
    this.#certificates = readCertificates(document.certificates, authorities);
    this.#revoked = new Set(document.revoked.map((each) => each.kid));
    this.#subsystems = new Map(document.subsystem.map((each) => [each.id, each]));
    this.#rights = readRights(document);
    if (!Number.isSafeInteger(this.version)) throw new TypeError('no version');
  }

  /**
   * Verifies a document against the authority that we trust, or a successor of it.
   * Throws where it is not one to be believed.
   * @param {string} text
   * @param {import('./certificates.js').Certificate} trusted
   */
  static async open(text, trusted) {
    const read = jws.read(text.trim(), 'ndxp-network+jws', LONGEST);
    const chain = await authorities(trusted, read.payload.succession, read.kid);
    await jws.verify(read, chain.at(-1).key);
    return new Network(read.payload, chain);
  }

  hasExpired(now) {
    return now >= this.expiresAt;
  }

  /** The key that a client's message names. Throws Unanswered (checks 6 and 7). */
  keyOf(kid, client) {
    const listed = this.#certificates.get(kid);
    if (!listed) throw new Unanswered('unknown_kid');
    if (listed.owner !== memberOf(client)) throw new Unanswered('wrong_signer');
    return listed.certificate;
  }

  /** Whether this certificate signs for its owner at a moment: revoked, it counts at no time. Throws (check 11). */
  checkInForce(certificate, at) {
    if (this.#revoked.has(certificate.kid)) throw new Unanswered('certificate_revoked');
    if (!isInForce(certificate, at)) throw new Unanswered('certificate_expired');
  }

  /** Whether a key of ours may sign for a member now. */
  maySign(certificate, member, now) {
    const owner = this.#certificates.get(certificate.kid)?.owner;
    return owner === member && !this.#revoked.has(certificate.kid) && isInForce(certificate, now);
  }

  hasSubsystem(id) {
    return this.#subsystems.has(id);
  }

  /** The codes of a provider's services; empty for one that is none, or that is not here. */
  services(subsystem) {
    return this.#subsystems.get(subsystem)?.services ?? [];
  }

  /** Those of them that have a schema. */
  described(subsystem) {
    return this.services(subsystem).filter((code) => !this.isOpaque(subsystem, code));
  }

  isOpaque(subsystem, code) {
    return (this.#subsystems.get(subsystem)?.opaque ?? []).includes(code);
  }

  /** @param {{client: string, service: string, method: string, path: string}} call */
  allows(call) {
    return allow(this.#rights, call);
  }
}

/** By kid. Throws where one does not count: the whole document is not believed. */
function readCertificates(listed, authorities) {
  const found = new Map();
  for (const { kid, owner, certificate: encoded } of listed) {
    const certificate = readCertificate(encoded);
    if (certificate.kid !== kid || !counts(certificate, owner, authorities)) throw new Error('a certificate is bad');
    found.set(kid, { owner, certificate });
  }
  return found;
}

/** What nobody knows might take a right away: a document that has more members than these is of a later protocol. */
function checkMembers(document) {
  only(document, DOCUMENT);
  for (const [table, members] of Object.entries(TABLES)) for (const each of document[table] ?? []) only(each, members);
}

function only(object, members) {
  const other = Object.keys(object).find((name) => !members.split(/\s+/).includes(name));
  if (other) throw new Error(`the document has ${other}, which is not known`);
}
