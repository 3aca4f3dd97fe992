/** Who may call which endpoint (§10, Rights): what stands in no right is refused. */

import { providerOf } from './identifiers.js';
import { covers, normalised } from './paths.js';

/**
 * @typedef {{method: string, pattern: string}} Endpoint
 * @typedef {Map<string, Endpoint[]>} Rights by `client service`
 */

/**
 * Throws where a group stands where it may not.
 * @param {{right: object[], group?: object[]}} document
 * @returns {Rights}
 */
export function readRights({ right, group = [] }) {
  const groups = new Map(group.map((each) => [`group:${each.id}`, each]));
  /** @type {Rights} */
  const rights = new Map();
  for (const { clients, services, endpoints = ['* **'] } of right) {
    for (const service of services) {
      for (const client of clients.flatMap((each) => members(each, groups, service))) {
        const key = `${client} ${service}`;
        rights.set(key, [...(rights.get(key) ?? []), ...endpoints.map(readEndpoint)]);
      }
    }
  }
  return rights;
}

/** A local group may stand only in rights to services of its owner. */
function members(client, groups, service) {
  if (!client.startsWith('group:')) return [client];
  const group = groups.get(client);
  if (!group || (group.owner && group.owner !== providerOf(service))) throw new Error('a group out of its place');
  return group.members;
}

function readEndpoint(text) {
  const [method, pattern] = text.split(' ', 2);
  return { method, pattern };
}

/**
 * Whether a right covers this call.
 * @param {Rights} rights
 * @param {{client: string, service: string, method: string, path: string}} call
 */
export function allow(rights, { client, service, method, path }) {
  const plain = normalised(path);
  const endpoints = rights.get(`${client} ${service}`) ?? [];
  return plain !== null && endpoints.some((each) => isMethod(each, method) && covers(each.pattern, plain));
}

const isMethod = (endpoint, method) => endpoint.method === '*' || endpoint.method === method.toUpperCase();
