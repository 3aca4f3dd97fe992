import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '../lib/formats.js';

const cases = {
  date: [['2024-02-29', '0001-01-01'], ['2023-02-29', '2024-2-9', '0000-01-01', '2024-13-01', '2024-01-01Z']],
  'date-or-year': [['1999', '1999-01-01'], ['0000', '199', '1999-01']],
  'partial-date': [['1999', '1999-12', '1999-01-01'], ['0000', '1999-13', '1999-1', '0000-01']],
  'text-line': [['', 'Nguyễn  Văn', '~'], [' a', 'a ', 'a\tb', 'a\u00a0b', 'a\n']],
  'vn-identity-number': [['001099000001', '079399000001'], ['003099000001', '001499000001', '00109900000', '0010990000010']],
  'vn-tax-code': [['0199999991', '0199999991-001'], ['0199999992', '0199999991-000', '0100000000', '0199999991-01']],
  'vn-certificate-serial': [['AB 123456', 'AB 12345678'], ['AB 1234567', 'ab 123456', 'AB123456']],
};

for (const [name, [good, bad]] of Object.entries(cases)) {
  test(`${name} has one spelling`, () => {
    for (const text of good) assert.equal(formats[name](text), true, text);
    for (const text of bad) assert.equal(formats[name](text), false, text);
  });
}
