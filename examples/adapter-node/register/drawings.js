/** Drawings of permits: a small store of files, to show a service without a schema. */

const NAME = /^\/([a-z0-9-]{1,64})\.svg$/;
const MOST = 100;
const SVG = ['Content-Type', 'image/svg+xml'];
const TEXT = ['Content-Type', 'text/plain; charset=utf-8'];

/**
 * @param {Map<string, Uint8Array>} drawings by name
 * @param {import('../lib/content.js').RequestContent} request
 */
export function serveDrawings(drawings, { method, path, body }) {
  if (path === '/' && method === 'GET') return plain(200, [...drawings.keys()].map((name) => `${name}.svg\n`).join(''));
  const name = NAME.exec(path)?.[1];
  if (name === undefined) return plain(404, 'no such drawing\n');
  switch (method) {
    case 'PUT':
      return put(drawings, name, body);
    case 'GET':
    case 'HEAD':
      return drawings.has(name) ? file(drawings.get(name)) : plain(404, 'no such drawing\n');
    default:
      return { ...plain(405, 'GET, HEAD or PUT\n'), headers: [TEXT, ['Allow', 'GET, HEAD, PUT']] };
  }
}

function put(drawings, name, body) {
  const isNew = !drawings.has(name);
  if (isNew && drawings.size === MOST) return plain(507, 'no room for another drawing\n');
  drawings.set(name, body.slice());
  return isNew ? plain(201, 'kept\n') : { status: 204, headers: [], body: new Uint8Array() };
}

const file = (body) => ({ status: 200, headers: [SVG], body });

const plain = (status, text) => ({ status, headers: [TEXT], body: Buffer.from(text) });
