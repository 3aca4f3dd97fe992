import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { readBatch, readItem, readRequest } from '../lib/content.js';
import { Unanswered } from '../lib/refusals.js';

const GOOD = {
  salt: new Uint8Array(16), method: 'POST', path: '', query: '', headers: [['A', 'b'], ['A', 'c']],
  body: new Uint8Array([1]), user: null, issue: 'H29.26-0001',
};
const dies = (reason) => (error) => error instanceof Unanswered && error.reason === reason;

test('a content is read, duplicates and order of its headers kept', () => {
  assert.deepEqual(readRequest(encode(GOOD)).headers, [['A', 'b'], ['A', 'c']]);
});

const bad = {
  'a member less': (({ issue, ...rest }) => rest)(GOOD),
  'a member more': { ...GOOD, more: 1 },
  'a short salt': { ...GOOD, salt: new Uint8Array(15) },
  'a text for a body': { ...GOOD, body: 'a' },
  'bytes for a path': { ...GOOD, path: new Uint8Array(1) },
  'a header of three': { ...GOOD, headers: [['a', 'b', 'c']] },
  'a line break in a header': { ...GOOD, headers: [['a', 'b\r\nc: d']] },
  'headers as a map': { ...GOOD, headers: { a: 'b' } },
  'no map': [1],
};
for (const [name, value] of Object.entries(bad)) {
  test(`it is no content: ${name}`, () => assert.throws(() => readRequest(encode(value)), dies('malformed_content')));
}

test('a key twice is no content', () => {
  const bytes = Buffer.from(encode(GOOD));
  const twice = Buffer.concat([Buffer.from([0x89]), bytes.subarray(1), Buffer.from(encode('path')), Buffer.from(encode('/x'))]);

  assert.throws(() => readRequest(twice), dies('malformed_content'));
});

test('a text that is no UTF-8 is no content', () => {
  const bytes = Buffer.from(encode({ ...GOOD, query: 'ab' }));
  bytes[bytes.indexOf('ab')] = 0xff;

  assert.throws(() => readRequest(bytes), dies('malformed_content'));
});

test('a batch has 1 to 128 items, and an item is a text and bytes', () => {
  const item = ['jws', new Uint8Array(1)];

  assert.equal(readBatch(encode(Array(128).fill(item))).length, 128);
  for (const body of [[], Array(129).fill(item), 'x']) {
    assert.throws(() => readBatch(encode(body)), dies('malformed_batch'));
  }
  for (const other of [['jws'], ['jws', 'text'], [1, new Uint8Array(1)], null]) {
    assert.throws(() => readItem(other), dies('malformed_item'));
  }
});
