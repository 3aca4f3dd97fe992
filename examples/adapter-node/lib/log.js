/** The program's log: one JSON object a line, on stderr. Never a value that came in, only what it was. */

/**
 * @param {string} event a constant dotted name
 * @param {Record<string, string | number>} [keys]
 */
export function log(event, keys = {}) {
  const line = { timestamp: new Date().toISOString(), event, ...keys };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
