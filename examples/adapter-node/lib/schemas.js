/** The schemas of a provider's services: `FOLDER/<subsystem's last part>/<service>/v1/{request,response}.json`. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { formats } from './formats.js';

export class Schemas {
  /** @type {Map<string, {request: Function, response: Function}>} */
  #services = new Map();
  #folder;
  #ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats });

  /** @param {string} folder @param {string} subsystem */
  constructor(folder, subsystem) {
    this.#folder = join(folder, subsystem.split('/').at(-1));
    this.#ajv.addKeyword('x-subject');
  }

  /** Reads what is not known yet. Throws where a schema is missing, or names an unknown format or keyword. */
  async learn(codes) {
    for (const code of codes.filter((each) => !this.#services.has(each))) {
      const [request, response] = await Promise.all(['request', 'response'].map((name) => this.#read(code, name)));
      this.#services.set(code, { request, response });
    }
  }

  async #read(code, name) {
    const text = await readFile(join(this.#folder, code, 'v1', `${name}.json`), 'utf8');
    return this.#ajv.compile(JSON.parse(text));
  }

  /** Where a request is wrong: pointer and keyword, never the value. Undefined if it is good. */
  faultInRequest(code, value) {
    return fault(this.#services.get(code).request, value);
  }

  faultInResponse(code, value) {
    return fault(this.#services.get(code).response, value);
  }
}

/** The name of a missing member is the schema's, that of one too many is the caller's: it is not repeated. */
function fault(validate, value) {
  if (validate(value)) return undefined;
  const [{ instancePath, keyword, params }] = validate.errors;
  const missing = keyword === 'required' ? `/${params.missingProperty}` : '';
  return `${instancePath}${missing || (instancePath ? '' : '/')}: ${keyword}`;
}
