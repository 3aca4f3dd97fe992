/** The provider's side (§6): what becomes of one sealed request. */

import { forwarded, isBodiless, isHeader, isRequestLine, prefersVietnamese } from './http.js';
import { codeOf, providerOf } from './identifiers.js';
import { log } from './log.js';
import { Memory } from './memory.js';
import { Refusal, Unanswered } from './refusals.js';
import { open, seal } from './seal.js';
import { parseStrictly } from './strict-json.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
const JSON_TYPE = ['Content-Type', 'application/json'];
const NOTHING = new Uint8Array();

/**
 * The register behind it, see register/permits.js.
 *
 * `answer` looks something up for a service with a schema: the canonical body, whether something was found, and the
 * register's own answer. `forward` serves an opaque service. Both may throw a Refusal, `service_refused` for a
 * request that the register does not take; whatever else they throw is `service_failed`, and its text goes nowhere.
 * `headers` are the caller's, `traceparent` among them to be sent on; `signal` is aborted when nobody waits any longer.
 * @typedef {{
 *   answer(code: string, body: object, call: Call): Promise<{body: object, found: boolean, native?: Uint8Array}>,
 *   forward(code: string, request: import('./content.js').RequestContent, call: Call):
 *     Promise<{status: number, headers: [string, string][], body: Uint8Array}>,
 * }} Register
 * @typedef {{requestId: string, client: string, headers: [string, string][], signal: AbortSignal}} Call
 */

export class Provider {
  #memory = new Memory();

  /** @param {{subsystem: string, state: import('./state.js').State, schemas: import('./schemas.js').Schemas,
   *   register: Register}} parts */
  constructor({ subsystem, state, schemas, register }) {
    this.subsystem = subsystem;
    this.state = state;
    this.schemas = schemas;
    this.register = register;
  }

  /**
   * What an item gets: an answer, a reason why it is a dead letter, or both.
   * @param {{jws: string, content: Uint8Array}} item
   * @returns {Promise<{answer?: [string, Uint8Array], dead?: string}>}
   */
  async work({ jws, content }) {
    try {
      const request = await open(jws, content, this.state.network);
      const key = this.state.signingKey(Date.now());
      if (!key) throw new Unanswered('cannot_create_signature');
      return await this.#answered(request, key);
    } catch (error) {
      if (error instanceof Unanswered) return { dead: error.reason };
      log('adapter.broken', { error: error.name });
      return { dead: 'internal_error' };
    }
  }

  /** Check 15 stands around all others: a redelivery gets what the first got, be it a refusal. */
  async #answered(request, key) {
    const { payload, digest, content } = request;
    const repeatable = !this.#isOpaque(payload.service) || SAFE.includes(content.method);
    const compute = () => this.#sealed(request, key, () => this.#checked(request));
    try {
      return await this.#memory.once({ payload, digest, repeatable }, Date.now(), compute);
    } catch (error) {
      return this.#sealed(request, key, () => Promise.reject(error));
    }
  }

  /** Seals what `attempt` returns, or the refusal that it throws. */
  async #sealed(request, key, attempt) {
    try {
      return { answer: await seal(request, await attempt(), key) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const answer = await seal(request, refused(error, request), key);
      log('message.refused', { code: error.code, exchange: request.payload.requestId });
      return error.dead ? { answer, dead: error.code } : { answer };
    }
  }

  /** The checks 16 to 21, with the register's work between them. */
  async #checked({ payload, content }) {
    const { client, service, requestId, expiresAt } = payload;
    const { network } = this.state;
    const code = codeOf(service);
    if (network.hasExpired(Date.now())) throw new Refusal('network_document_expired');
    if (providerOf(service) !== this.subsystem) throw new Refusal('unknown_service', { dead: true }); // 16
    if (!network.hasSubsystem(client)) throw new Refusal('unknown_member', { dead: true }); // 17
    if (!network.services(this.subsystem).includes(code)) throw new Refusal('unknown_service', { dead: true });
    if (!this.#mayCall(client, service, content)) throw new Refusal('access_denied', { dead: true });
    const ask = this.#isOpaque(service) ? this.#opaque(code, content) : this.#described(code, content.body); // 18, 21
    return within(expiresAt, (signal) => ask({ requestId, client, headers: content.headers, signal })); // 19
  }

  #isOpaque(service) {
    return providerOf(service) === this.subsystem && this.state.network.isOpaque(this.subsystem, codeOf(service));
  }

  /** A service with a schema has one endpoint, POST without a path, whatever a right says. */
  #mayCall(client, service, { method, path }) {
    if (!this.#isOpaque(service) && (method !== 'POST' || path !== '')) return false;
    return this.state.network.allows({ client, service, method, path });
  }

  #described(code, bytes) {
    const body = readBody(bytes);
    const wrong = this.schemas.faultInRequest(code, body);
    if (wrong) throw new Refusal('schema_violation', { where: wrong, dead: true });
    return async (call) => {
      const { body: found, found: isThere, native = NOTHING } = await asked(() => this.register.answer(code, body, call));
      if (this.schemas.faultInResponse(code, found)) throw new Refusal('invalid_answer');
      const outcome = isThere ? 'ok' : 'not_found';
      return { status: 200, headers: [JSON_TYPE], body: Buffer.from(JSON.stringify(found)), native, outcome };
    };
  }

  #opaque(code, content) {
    if (!isRequestLine(content)) throw new Refusal('bad_request', { dead: true });
    return async (call) => {
      const { status, headers = [], body = NOTHING } = await asked(() => this.register.forward(code, content, call));
      const isHttp = Number.isInteger(status) && status >= 200 && status <= 599;
      if (!isHttp || !headers.every(([name, value]) => isHeader(name, value))) throw new Refusal('invalid_answer');
      return {
        status,
        headers: forwarded(headers),
        body: isBodiless(content.method, status) ? NOTHING : body,
        native: NOTHING,
        outcome: status < 400 ? 'ok' : 'provider_error',
      };
    };
  }
}

function readBody(bytes) {
  try {
    return parseStrictly(bytes);
  } catch {
    throw new Refusal('invalid_body', { dead: true });
  }
}

/** What a register throws is its own affair: nothing of it goes out (check 20). */
async function asked(ask) {
  try {
    return (await ask()) ?? {};
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('service_failed');
  }
}

/** The register has until the deadline; then whoever asked hears so, and the register that nobody waits. */
async function within(deadline, ask) {
  const controller = new AbortController();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Refusal('timeout')), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([ask(controller.signal), late]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** A refusal as an answer: a problem document (§7), in the language of the caller. */
function refused(refusal, { payload, content }) {
  const { type, body } = refusal.problem(payload.requestId, prefersVietnamese(content.headers));
  const headers = [JSON_TYPE, ['X-Road-Error', type]];
  return { status: refusal.status, headers, body, native: NOTHING, outcome: refusal.outcome, code: refusal.code };
}
