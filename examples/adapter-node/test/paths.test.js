import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covers, normalised } from '../lib/paths.js';

const plain = { '': '', '/': '/', '//ho-so/./%31': '/ho-so/1', '/a/': '/a/', '/a//./b/.': '/a/b/', '/a%2fb': '/a%2Fb', '/%E1%BB%93': '/ồ' };
for (const [path, expected] of Object.entries(plain)) {
  test(`'${path}' is matched as '${expected}'`, () => assert.equal(normalised(path), expected));
}

const ambiguous = ['/..', '/a/%2e%2e', '/..;x', '/a%2f..', '/a\\..', '/;x', '/.;x', '/%2541', '/%252f', '/%00', '/%ff', '/%zz', 'a'];
for (const path of ambiguous) {
  test(`no pattern covers '${path}'`, () => assert.equal(normalised(path), null));
}

const matched = [
  ['/ho-so/*', '/ho-so/', true], ['/ho-so/*', '/ho-so/12', true], ['/ho-so/*', '/ho-so/12/tep', false],
  ['/ho-so/**', '/ho-so', false], ['/ho-so/**', '/ho-so/1/2', true], ['**', '', true], ['/*', '', false],
  ['/a\\*', '/a*', true], ['/a\\*', '/ab', false], ['/*/b', '/a%2Fc/b', true], ['/A', '/a', false],
];
for (const [pattern, path, expected] of matched) {
  test(`${pattern} ${expected ? 'covers' : 'does not cover'} '${path}'`, () => assert.equal(covers(pattern, path), expected));
}

test('a pattern of many stars takes no longer than a plain one', () => {
  const started = Date.now();

  assert.equal(covers('/**a'.repeat(20), `/${'a'.repeat(8000)}`), false);
  assert.ok(Date.now() - started < 1000);
});
