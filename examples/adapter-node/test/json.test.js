import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStrictly } from '../lib/strict-json.js';

const read = (text) => parseStrictly(typeof text === 'string' ? Buffer.from(text) : text);

test('a value is read as JSON.parse reads it', () => {
  const text = ' {"a": [1, -2.5e3, "x\\"\\u0041é", {"b": null}], "c": {"a": true}} ';

  assert.deepEqual(read(text), JSON.parse(text));
});

const refused = {
  'a key twice': '{"a": 1, "b": {}, "a": 2}',
  'a key twice, spelt in two ways': '{"a": 1, "\\u0061": 2}',
  'a key twice, further in': '[{"a": {"b": 1, "b": 1}}]',
  'half a surrogate pair': '"\\ud800"',
  'a number beyond a double': '[1e999]',
  'not a number': 'NaN',
  'something after the value': '{} {}',
  'a byte order mark': '\ufeff{}',
  'no UTF-8': Buffer.from([0x22, 0xff, 0x22]),
  'more than 200 levels': '['.repeat(201) + ']'.repeat(201),
  nothing: '',
};

for (const [name, text] of Object.entries(refused)) {
  test(`it is refused: ${name}`, () => assert.throws(() => read(text)));
}

test('200 levels, and the same key in two objects, are good', () => {
  assert.ok(read('['.repeat(200) + ']'.repeat(200)));
  assert.ok(read('{"a": {"a": 1}, "b": "a"}'));
});
