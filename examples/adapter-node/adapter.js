/**
 * An adapter in front of a register of construction permits: `node adapter.js --bus amqp://… --state DIR`.
 *
 * Everything in lib/ is the protocol and stays as it is for another register; register/ is what to replace.
 * Written from docs/protocol.md alone; §N in a comment means its chapter.
 */

import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Bus } from './lib/bus.js';
import { obeying } from './lib/faults.js';
import { log } from './lib/log.js';
import { Provider } from './lib/provider.js';
import { Schemas } from './lib/schemas.js';
import { State } from './lib/state.js';
import { Permits } from './register/permits.js';

const SUBSYSTEM = 'VN/GOV/G17/xaydung';
const REFRESH_S = 5;
const PATIENCE_MS = 20_000;
const OPTIONS = {
  bus: { type: 'string', default: process.env.NDXP_BUS },
  state: { type: 'string', default: process.env.NDXP_STATE ?? '.ndxp' },
  namespace: { type: 'string', default: process.env.NDXP_NAMESPACE ?? 'ndxp' },
  schemas: { type: 'string', default: fileURLToPath(new URL('schemas', import.meta.url)) },
  'allow-faults': { type: 'boolean', default: false },
};

async function main() {
  const { values: options } = parseArgs({ options: OPTIONS });
  if (!options.bus) throw new Error('--bus amqp://… is missing');
  const schemas = new Schemas(options.schemas, SUBSYSTEM);
  const state = await State.open(options.state, SUBSYSTEM, (network) => schemas.learn(network.described(SUBSYSTEM)));
  const permits = await Permits.load();
  const register = options['allow-faults'] ? obeying(permits) : permits;
  const provider = new Provider({ subsystem: SUBSYSTEM, state, schemas, register });
  const bus = new Bus({ url: options.bus, namespace: options.namespace, subsystem: SUBSYSTEM });
  const refreshing = setInterval(() => state.refresh(), 1000 * Number(process.env.NDXP_NETWORK_REFRESH_S ?? REFRESH_S));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(bus));
  await bus.serve((item) => provider.work(item), sayOnce(`${SUBSYSTEM} is answered for (Ctrl-C ends it)\n`));
  clearInterval(refreshing);
}

/** Finishes what it has; a broker that does not let go is not waited for. */
function stop(bus) {
  bus.stop();
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
}

/** The first line on stdout says that requests can come; later ones are in the log. */
function sayOnce(line) {
  let said = false;
  return () => {
    if (!said) process.stdout.write(line);
    said = true;
    log('bus.connected');
  };
}

main().catch((error) => {
  process.stderr.write(`adapter: ${error.message}\n`);
  process.exitCode = 2;
});
