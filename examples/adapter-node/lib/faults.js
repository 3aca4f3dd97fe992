/**
 * Faults on demand (docs/faults.md): with --allow-faults a register is slow, silent or down where the sealed header
 * X-NDXP-Fault orders it. For whoever tests against this adapter, and for `ndxp adapter check`.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { log } from './log.js';

const HEADER = 'x-ndxp-fault';
const PLACES = ['adapter', 'registry']; // the gateway's own are none of our business

/**
 * The same register, which obeys.
 * @param {import('./provider.js').Register} register
 * @returns {import('./provider.js').Register}
 */
export function obeying(register) {
  return {
    answer: (code, body, call) => misbehave(call).then(() => register.answer(code, body, call)),
    forward: (code, request, call) => misbehave(call).then(() => register.forward(code, request, call)),
  };
}

/** Waits as long as is ordered, at most as long as anybody waits for us. Throws where the register is down. */
async function misbehave({ headers, signal }) {
  const { name, place, seconds } = ordered(headers);
  if (!PLACES.includes(place)) return;
  log('fault.obeyed', { fault: name });
  if (name === 'error') throw new Error('the register is down');
  if (name === 'latency') await sleep(1000 * Number(seconds ?? 1), undefined, { signal });
  if (name === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', reject));
}

/** `latency;place=registry;seconds=2` as an object; empty where nothing is ordered. */
function ordered(headers) {
  const texts = headers.filter(([name]) => name.toLowerCase() === HEADER).map(([, value]) => value);
  if (texts.length !== 1) return {};
  const [name, ...parameters] = texts[0].split(';');
  return { ...Object.fromEntries(parameters.map((each) => each.split('='))), name };
}
