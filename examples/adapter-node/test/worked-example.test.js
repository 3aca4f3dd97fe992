/** The bytes of the worked example in docs/protocol.md. */

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCertificate } from '../lib/certificates.js';
import { readRequest } from '../lib/content.js';
import * as jws from '../lib/jws.js';
import { readPayload } from '../lib/payload.js';
import { open, seal } from '../lib/seal.js';

const DOCUMENT = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const example = (name) => DOCUMENT.split(` example:${name}\n`)[1].split('\n```')[0].replaceAll('\n', '');
const REQUEST = example('request-jws');
const CONTENT = Buffer.from(example('request-content'), 'hex');
const CLIENT = readCertificate(example('client-cert'));
const network = { keyOf: () => CLIENT, checkInForce: () => undefined };

test('the request is good but for its time, which is over', async () => {
  await assert.rejects(open(REQUEST, CONTENT, network), { reason: 'message_expired' });

  const read = jws.read(REQUEST, 'ndxp-request+jws');
  assert.equal(read.digest, example('request-digest'));
  assert.equal(read.kid, CLIENT.kid);
  assert.deepEqual(readPayload(read.payload), JSON.parse(example('request-payload')));
  assert.equal(readRequest(CONTENT).user, 'canbo-01');
});

test('another signature, and another content, are found out', async () => {
  const forged = `${REQUEST.slice(0, REQUEST.lastIndexOf('.'))}.${'A'.repeat(86)}`;

  await assert.rejects(open(forged, CONTENT, network), { reason: 'bad_signature' });
  await assert.rejects(open(REQUEST, Buffer.from('x'), network), { reason: 'wrong_content' });
});

test('an answer to it is sealed as the example is', async () => {
  const key = { kid: readCertificate(example('provider-cert')).kid, key: provider() };
  const read = jws.read(REQUEST, 'ndxp-request+jws');
  const body = Buffer.from('{"KetQua":true}');
  const answer = { status: 200, headers: [], body, native: new Uint8Array(), outcome: 'ok' };

  const [text] = await seal({ payload: read.payload, digest: read.digest }, answer, key);

  const sealed = jws.read(text, 'ndxp-response+jws');
  const { issuedAt, contentDigest, ...same } = JSON.parse(example('response-payload'));
  assert.deepEqual({ ...sealed.payload, ...same }, sealed.payload);
  assert.deepEqual(Object.keys(sealed.payload).sort(), [...Object.keys(same), 'issuedAt', 'contentDigest'].sort());
  await jws.verify(sealed, readCertificate(example('provider-cert')).key);
});

const provider = () => createPrivateKey({ key: JSON.parse(example('provider-key')), format: 'jwk' });
