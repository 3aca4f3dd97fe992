"""Certificates of land-use rights (giấy chứng nhận): the serial of a unit, and its issue.

Six digits after two letters; the form with eight digits came after the end of 2022.
"""

from datetime import date, timedelta
from typing import NamedTuple

from mock_registries.country.permutation import mix, permute, unpermute
from mock_registries.country.tenure import Owner

_LETTERS = 26
_PER_LETTERS = 1_000_000
_SERIALS = _LETTERS * _LETTERS * _PER_LETTERS
_WITHOUT_PER_100 = 12
# The one form for land and houses began with Thông tư 17/2009/TT-BTNMT; the day is recalled.
_FIRST, _LAST = date(2009, 12, 10), date(2022, 12, 31)
_BY_DEPARTMENTS_FROM = 2015  # before, districts issued people's; recalled from the law of 2013


class Certificate(NamedTuple):
    """A certificate of land-use rights (giấy chứng nhận)."""

    serial: str  # "BA 012345"
    issued: date
    register_number: str  # số vào sổ: "CH01234" of a district, "CS01234" of the department
    parcels: tuple[int, ...]  # indices
    owners: tuple[Owner, ...]


class Issue(NamedTuple):
    """When a certificate was issued, and under which number."""

    issued: date
    register_number: str


class Serials:
    """The serials of one seed: which unit has which, and what was issued. Immutable."""

    def __init__(self, seed: int, units: int) -> None:
        self._units = units
        self._key, self._issue_key = mix(seed, 704), mix(seed, 706)

    def serial(self, unit: int) -> str:
        """Return the serial of a unit, "BA 012345"."""
        letters, digits = divmod(permute(unit, _SERIALS, self._key), _PER_LETTERS)
        first, second = divmod(letters, _LETTERS)
        return f"{chr(65 + first)}{chr(65 + second)} {digits:06d}"

    def unit(self, serial: str) -> int | None:
        """Return the unit that a certificate with this serial covers, None if there is none."""
        letters, space, digits = serial[:2], serial[2:3], serial[3:]
        if len(serial) != 9 or space != " " or not (serial.isascii() and digits.isdigit()):
            return None
        if not (letters.isalpha() and letters.isupper()):
            return None
        first, second = ord(letters[0]) - 65, ord(letters[1]) - 65
        number = (first * _LETTERS + second) * _PER_LETTERS + int(digits)
        unit = unpermute(number, _SERIALS, self._key)
        return unit if unit < self._units and _issued(mix(self._issue_key, unit)) else None

    def unknown(self, number: int) -> str:
        """Make a well-formed serial that was never issued."""
        return self.serial(self._units + number % (_SERIALS - self._units))

    def issue(self, unit: int, since: date, *, business: bool = False) -> Issue | None:
        """Compute the issue of a unit's certificate, not before a day; None if it has none."""
        key = mix(self._issue_key, unit)
        if not _issued(key):
            return None
        first = max(since, _FIRST)
        day = first + timedelta(days=(key >> 8 & 0xFFFFFF) % ((_LAST - first).days + 1))
        district = not business and day.year < _BY_DEPARTMENTS_FROM
        return Issue(day, f"{'CH' if district else 'CS'}{(key >> 32) % 100_000:05d}")


def _issued(key: int) -> bool:
    return key % 100 >= _WITHOUT_PER_100
