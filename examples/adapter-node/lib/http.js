/** What of HTTP stands in a sealed content (§3, §7). */

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[^\x00-\x08\x0a-\x1f\x7f]*$/;
const PATH = /^(?:\/[!-"$->@-~]*)?$/; // visible ASCII but # and ?
const QUERY = /^[!-"$-~]*$/; // visible ASCII but #

/** Never forwarded, in either direction (§7). */
const DROPPED = new Set(
  `x-road-id x-road-client x-road-service x-road-request-id x-road-request-hash host connection keep-alive
  content-length transfer-encoding te trailer upgrade expect proxy-authenticate proxy-authorization user-agent
  server`.split(/\s+/),
);

/** Whether this is a header: a name and a value. */
export const isHeader = (name, value) => TOKEN.test(name) && VALUE.test(value);

/** Whether these can stand in a request line of r1. */
export const isRequestLine = ({ method, path, query }) =>
  METHODS.includes(method) && PATH.test(path) && QUERY.test(query);

/** Whether an answer of this status has no body, ever. */
export const isBodiless = (method, status) => method === 'HEAD' || status === 204 || status === 304;

/** The headers of an answer that go on: all but those of one connection, and of `Date` the first. */
export function forwarded(headers) {
  let dates = 0;
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !DROPPED.has(lower) && (lower !== 'date' || ++dates === 1);
  });
}

/** Whether Accept-Language prefers Vietnamese to English. */
export function prefersVietnamese(headers) {
  const ranges = headers
    .filter(([name]) => name.toLowerCase() === 'accept-language')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map(languageAndWeight);
  const weightOf = (wanted) =>
    Math.max(0, ...ranges.filter(({ language }) => language === wanted).map(({ weight }) => weight));
  return weightOf('vi') > weightOf('en');
}

function languageAndWeight(range) {
  const [tag, ...parameters] = range.split(';').map((part) => part.trim());
  const weight = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
  return { language: tag.split('-')[0], weight: Number(weight) || 0 };
}
