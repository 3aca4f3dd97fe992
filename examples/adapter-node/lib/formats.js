/** The formats that the schemas name (§11). */

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const PRINTABLE = /^(?! )(?:[^\p{C}\p{Z}]| (?!$))*$/u;
const TAX_CODE = /^([0-9]{10})(?:-(?!000)[0-9]{3})?$/;
const TAX_WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/** The 63 provinces of TT 07/2016/TT-BCA. */
const PROVINCES = new Set(
  `001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042
  044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087
  089 091 092 093 094 095 096`.split(/\s+/),
);

/** A day of the calendar. */
function isDate(text) {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? [];
  if (!year) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTaxCode(text) {
  const digits = TAX_CODE.exec(text)?.[1];
  if (!digits || digits.slice(2, 9) === '0000000') return false;
  const sum = TAX_WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return 10 - (sum % 11) === Number(digits[9]);
}

export const formats = {
  date: isDate,
  'date-or-year': (text) => isDate(text) || (/^[0-9]{4}$/.test(text) && text !== '0000'),
  'partial-date': (text) =>
    isDate(text) || /^(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?$/.test(text),
  'text-line': (text) => PRINTABLE.test(text),
  'vn-identity-number': (text) => /^[0-9]{3}[0-3][0-9]{8}$/.test(text) && PROVINCES.has(text.slice(0, 3)),
  'vn-tax-code': isTaxCode,
  'vn-certificate-serial': (text) => /^[A-Z]{2} [0-9]{6}(?:[0-9]{2})?$/.test(text),
};
