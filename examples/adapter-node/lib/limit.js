/** At most so many at a time; the others wait in the order of their coming. */

export function limiter(/** @type {number} */ most) {
  let running = 0;
  const waiting = [];

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  return async function limited(work) {
    if (running >= most) await new Promise((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
