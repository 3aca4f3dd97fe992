/** X.509: what a certificate of the network has to be (§10). */

import { X509Certificate } from 'node:crypto';
import { algorithms } from './jws.js';
import { digest } from './bytes.js';

/**
 * @typedef {{kid: string, key: import('node:crypto').KeyObject, from: number, until: number, x509: X509Certificate}}
 *   Certificate
 */

/**
 * @param {string | Buffer} encoded PEM, or DER in base64
 * @returns {Certificate}
 */
export function readCertificate(encoded) {
  const pem = encoded.includes('-----BEGIN');
  const x509 = new X509Certificate(pem ? encoded : Buffer.from(String(encoded), 'base64'));
  return {
    kid: digest(x509.raw),
    key: x509.publicKey,
    from: Date.parse(x509.validFrom),
    until: Date.parse(x509.validTo),
    x509,
  };
}

/** Whether it counts for its owner: issued by one of the authorities, named so, a key of §2, not one for TLS. */
export function counts(certificate, owner, authorities) {
  const { x509, key } = certificate;
  return (
    authorities.some((each) => x509.checkIssued(each.x509) && x509.verify(each.key)) &&
    x509.toLegacyObject().subject.CN === owner &&
    x509.keyUsage === undefined && // Node's name for the extended key usage
    algorithms(key).length > 0
  );
}

/** Whether a moment, in ms, is within its time. */
export const isInForce = (certificate, at) => certificate.from <= at && at <= certificate.until;
