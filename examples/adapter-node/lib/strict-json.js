/**
 * JSON that every parser reads alike (§1 step 4, §2).
 *
 * `JSON.parse` checks the grammar; it takes a key twice, half a surrogate pair and a number that is too large for
 * a double, so the text is looked through for these.
 */

import { utf8 } from './bytes.js';

const DEEPEST = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * One JSON value in UTF-8.
 * @param {Uint8Array} bytes
 */
export function parseStrictly(bytes) {
  const text = utf8(bytes);
  const value = JSON.parse(text);
  inspect(text);
  return value;
}

/** A JSON object in UTF-8. */
export function parseObject(bytes) {
  const value = parseStrictly(bytes);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('no object');
  return value;
}

/** Walks over a text that is JSON. Throws where parsers differ. */
function inspect(text) {
  /** @type {(Set<string> | null)[]} what is open: the keys of an object, null for an array */
  const open = [];
  for (let at = 0; at < text.length; ) {
    const sign = text[at];
    if (sign === '"') {
      const end = endOfText(text, at);
      const after = isKey(text, end);
      check(text.slice(at, end), after ? open.at(-1) : null);
      at = end;
    } else if (sign === '{' || sign === '[') {
      if (open.push(sign === '{' ? new Set() : null) > DEEPEST) throw new SyntaxError('too deep');
      at += 1;
    } else if (sign === '}' || sign === ']') {
      open.pop();
      at += 1;
    } else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      at = endOfNumber(text, at);
    } else {
      at += 1;
    }
  }
}

/** The place behind a text that begins at `at`. */
function endOfText(text, at) {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Whether a colon follows. */
function isKey(text, at) {
  while (' \t\r\n'.includes(text[at] ?? '.')) at += 1;
  return text[at] === ':';
}

/** A key stands once, and no text is half a character. */
function check(quoted, keys) {
  const text = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
  if (quoted.includes('\\') && LONE_SURROGATE.test(text)) throw new SyntaxError('half a character');
  if (keys?.has(text)) throw new SyntaxError('a key twice');
  keys?.add(text);
}

function endOfNumber(text, at) {
  let end = at + 1;
  while (end < text.length && '0123456789.eE+-'.includes(text[end])) end += 1;
  if (!Number.isFinite(Number(text.slice(at, end)))) throw new SyntaxError('too large a number');
  return end;
}
