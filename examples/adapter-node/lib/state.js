/** The state folder: whom we trust, the network document in force, and our own keys. */

import { createPrivateKey } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCertificate } from './certificates.js';
import { memberOf } from './identifiers.js';
import { log } from './log.js';
import { Network } from './network.js';

/** What is read again every few seconds, and stands between two readings. */
export class State {
  #folder;
  #subsystem;
  #seen = '';
  #keys = [];
  #prepare;
  /** @type {Network} */
  network;

  /**
   * @param {string} folder
   * @param {string} subsystem whose services we answer
   * @param {(network: Network) => Promise<void>} prepare throws if we cannot work by this document
   */
  constructor(folder, subsystem, prepare) {
    this.#folder = folder;
    this.#subsystem = subsystem;
    this.#prepare = prepare;
  }

  /** Throws where there is nothing to begin with: no authority, no document that it signed, an older one than before. */
  static async open(folder, subsystem, prepare) {
    const state = new State(folder, subsystem, prepare);
    const authority = await state.#trusted();
    const text = await readFile(join(folder, 'network.jws'), 'utf8');
    const network = await Network.open(text, authority);
    if (network.version < (await state.#newest())) throw new Error('network.jws is older than one that was used');
    await state.#take(text, network);
    await state.#readKeys();
    return state;
  }

  /** Takes a newer document and newer keys, if there are any; what is refused leaves the old one in force. */
  async refresh() {
    try {
      const text = await readFile(join(this.#folder, 'network.jws'), 'utf8');
      if (text !== this.#seen) await this.#consider(text);
      await this.#readKeys();
    } catch (error) {
      log('network.refused', { reason: error.reason ?? error.code ?? error.message });
    }
  }

  /** The newest key in force. Undefined where there is none. */
  signingKey(now) {
    const member = memberOf(this.#subsystem);
    return this.#keys.find((each) => this.network.maySign(each.certificate, member, now));
  }

  async #consider(text) {
    this.#seen = text; // refused once is enough
    const network = await Network.open(text, this.network.authority);
    if (network.version <= this.network.version) throw new Error('not newer');
    if (network.hasExpired(Date.now())) throw new Error('expired');
    await this.#take(text, network);
    log('network.taken', { version: network.version });
  }

  async #take(text, network) {
    await this.#prepare(network);
    this.#seen = text;
    this.network = network;
    if (network.authority.kid !== (await this.#trusted()).kid) {
      await this.#write('authority.crt', network.authority.x509.toString());
    }
    if (network.version > (await this.#newest())) await this.#write('network.newest', String(network.version));
  }

  /** Whom we believe: once a successor, none of its predecessors any more. */
  async #trusted() {
    return readCertificate(await readFile(join(this.#folder, 'authority.crt')));
  }

  async #newest() {
    const text = await readFile(join(this.#folder, 'network.newest'), 'utf8').catch(() => '0');
    return Number(text);
  }

  /** Whole or not at all: others may read it, or write the same. */
  async #write(name, text) {
    const file = join(this.#folder, name);
    const part = `${file}.${process.pid}`;
    await writeFile(part, text, { mode: 0o600 });
    await rename(part, file);
  }

  /** `keys/VN.GOV.G17.crt` and `.key`; after a rotation `VN.GOV.G17~2` and so on beside it. */
  async #readKeys() {
    const folder = join(this.#folder, 'keys');
    const name = memberOf(this.#subsystem).replaceAll('/', '.');
    const files = (await readdir(folder)).filter((each) => each === `${name}.key` || each.startsWith(`${name}~`));
    const paths = files.filter((each) => each.endsWith('.key')).map((each) => join(folder, each.slice(0, -4)));
    const keys = await Promise.all(paths.map(readKey));
    if (keys.length === 0) throw new Error(`keys/${name}.key is missing`);
    this.#keys = keys.sort(newestFirst);
  }
}

async function readKey(path) {
  const [certificate, key] = await Promise.all([readFile(`${path}.crt`), readFile(`${path}.key`)]);
  const read = readCertificate(certificate);
  const number = Number(/~([0-9]+)$/.exec(path)?.[1] ?? 1);
  return { certificate: read, kid: read.kid, key: createPrivateKey(key), number };
}

/** Of two that begin in the same second, the one with the higher number. */
function newestFirst(one, other) {
  return other.certificate.from - one.certificate.from || other.number - one.number;
}
