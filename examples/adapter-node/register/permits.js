/**
 * The register of construction permits, and its translation: what to replace when you write your own adapter.
 *
 * It keeps its records as an office of 2005 exported them: CSV with days as dd/mm/yyyy, decimal commas and codes.
 * All of it is invented.
 */

import { readFile } from 'node:fs/promises';
import { serveDrawings } from './drawings.js';

const FILE = new URL('permits.csv', import.meta.url);
const KINDS = { NO: 'Nhà ở', DD: 'Công trình dân dụng', CN: 'Công trình công nghiệp' };
const STATES = { 1: 'Còn hiệu lực', 2: 'Hết hiệu lực', 3: 'Bị thu hồi' };
const NOTHING = { body: {}, found: false };

/** A Register, see lib/provider.js. What comes here has passed every check. */
export class Permits {
  #heading;
  #lines;
  #records;
  #drawings = new Map();

  /** @param {string} csv */
  constructor(csv) {
    [this.#heading, ...this.#lines] = csv.trim().split('\n');
    const names = this.#heading.split(';');
    this.#records = this.#lines.map((line) => Object.fromEntries(line.split(';').map((value, n) => [names[n], value])));
  }

  static async load() {
    return new Permits(await readFile(FILE, 'utf8'));
  }

  /** The services that have a schema. */
  async answer(code, body) {
    return code === 'traCuuGiayPhep' ? this.#permit(body) : this.#permitsOf(body);
  }

  /** `banVe`, an opaque service: drawings are files, any method and path that a right allows. */
  async forward(code, request) {
    return serveDrawings(this.#drawings, request);
  }

  #permit({ SoGiayPhep: number }) {
    const place = this.#records.findIndex((each) => each.SO_GP === number);
    if (place < 0) return NOTHING;
    return { body: { GiayPhep: permit(this.#records[place]) }, found: true, native: this.#native([place]) };
  }

  #permitsOf({ MaXa: commune, ViTri: first, SoLuong: most }) {
    const places = [...this.#records.keys()].filter((place) => this.#records[place].MA_XA === commune);
    if (places.length === 0) return NOTHING;
    const asked = places.slice(first, first + most);
    const body = { TongSo: places.length, GiayPhep: asked.map((place) => line(this.#records[place])) };
    return { body, found: true, native: this.#native(asked) };
  }

  /** The register's own answer, for callers who know it. */
  #native(places) {
    return Buffer.from([this.#heading, ...places.map((place) => this.#lines[place]), ''].join('\n'));
  }
}

/** A record of the register as the schema of the service has it. */
function permit(record) {
  return {
    ...line(record),
    ...(record.HET_HAN && { NgayHetHan: day(record.HET_HAN) }),
    ChuDauTu: {
      Ten: record.CHU_DAU_TU,
      ...(record.MST && { MaSoThue: record.MST }),
      ...(record.SO_DINH_DANH && { SoDinhDanh: record.SO_DINH_DANH }),
    },
    CongTrinh: {
      Ten: record.CONG_TRINH,
      Loai: KINDS[record.LOAI],
      SoTang: Number(record.SO_TANG),
      DienTichXayDung: Number(record.DT_XD.replace(',', '.')),
    },
    ThuaDat: { MaXa: record.MA_XA, SoTo: Number(record.TO), SoThua: Number(record.THUA) },
  };
}

const line = (record) => ({ SoGiayPhep: record.SO_GP, NgayCap: day(record.NGAY_CAP), TinhTrang: STATES[record.TT] });

/** 2024-03-15 of 15/03/2024. */
const day = (text) => text.split('/').reverse().join('-');
