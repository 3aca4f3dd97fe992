/** Patterns of paths (§10, Rights), and paths as they are matched. */

const SERVERS_DIFFER = /[\u0000-\u001f\u007f]|%[0-9a-fA-F]{2}/;

/**
 * A path percent-decoded once, without empty and `.` segments.
 * Null where servers read it in two ways: no right covers it then.
 * @param {string} path
 * @returns {string | null}
 */
export function normalised(path) {
  if (path === '') return '';
  if (!path.startsWith('/')) return null;
  const segments = path.split('/').slice(1).map(decoded);
  if (segments.some((each) => each === null || isAmbiguous(each))) return null;
  const kept = segments.filter((each) => each !== '' && each !== '.');
  const trailing = kept.length > 0 && ['', '.'].includes(segments.at(-1)) ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

/** An encoded slash does not separate: it stays as it is, in capitals. */
function decoded(segment) {
  try {
    return segment.split(/%2f/i).map(decodeURIComponent).map(checked).join('%2F');
  } catch {
    return null; // bytes that are no UTF-8, or a % without two digits
  }
}

function checked(text) {
  if (SERVERS_DIFFER.test(text)) throw new URIError('encoded twice, or a control character');
  return text;
}

/** `..` in any spelling, and parameters of a segment without a name. */
function isAmbiguous(segment) {
  return segment.split(/\\|%2F/).some((part) => /^(\.\.$|\.{0,2};)/.test(part));
}

/**
 * Whether a pattern covers a path. Its time is the product of both lengths, whatever stands in them.
 * @param {string} pattern
 * @param {string} path normalised
 */
export function covers(pattern, path) {
  const signs = pattern.match(/\*\*|\*|\\[\\*]|[^]/gu) ?? [];
  let reached = past(signs, new Set([0]));
  for (const character of path) {
    const next = new Set();
    for (const at of reached) {
      const sign = signs[at];
      if (sign === '**' || (sign === '*' && character !== '/')) next.add(at);
      else if (sign !== '*' && literal(sign) === character) next.add(at + 1);
    }
    reached = past(signs, next);
  }
  return reached.has(signs.length);
}

/** A star may also stand for nothing. */
function past(signs, reached) {
  for (const at of reached) if (signs[at] === '*' || signs[at] === '**') reached.add(at + 1);
  return reached;
}

const literal = (sign) => (sign?.length === 2 && sign[0] === '\\' ? sign[1] : sign);
