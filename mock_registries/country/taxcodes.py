"""Tax codes (mã số thuế, which is the mã số doanh nghiệp) with a valid check digit, both ways.

A tax code is two digits for the province of first registration, seven counted digits and a check
digit (weights 31 29 23 19 17 13 7 5 3, ten minus the sum modulo eleven; a stem whose check would
be ten is never issued; the seven digits are not all zero: Thông tư 105/2020/TT-BTC art. 5 for the
form). Of ten neighbouring stems at most one has no check digit, so every six-digit prefix takes
exactly nine codes here, which makes the mapping from rank to stem a division.

The province prefixes are those seen in published tax codes, not taken from an official list.
"""

from operator import mul

from mock_registries.country.permutation import Split, mix, permute, unpermute
from mock_registries.country.places import Province, provinces

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# In the order of provinces().
_PREFIXES = (
    *("01", "51", "48", "47", "50", "53", "56", "62", "55", "52", "54", "46", "49", "57", "24"),
    *("26", "25", "23", "08", "02", "09", "10", "07", "06", "27", "28", "29", "30", "31", "32"),
    *("33", "04", "40", "43", "41", "44", "42", "45", "34", "61", "59", "60", "64", "58", "38"),
    *("39", "37", "36", "35", "03", "11", "12", "13", "21", "15", "14", "16", "17", "18", "63"),
    *("22", "19", "20"),
)
_PROVINCES = {prefix: number for number, prefix in enumerate(_PREFIXES)}
# Enterprises to an inhabitant, against the usual. Hà Nội and Hồ Chí Minh City together have 54 % of
# those founded in 2016 (registration agency); the other three are assumed.
_BUSY = {"79": 7, "01": 5, "48": 3, "74": 2, "75": 2}
_PER_PROVINCE = 9 * 999_999


class TaxCodes:
    """The codes of one seed by place: province after province."""

    def __init__(self, seed: int, size: int) -> None:
        weights = [place.inhabitants * _BUSY.get(place.code, 1) for place in provinces()]
        self._split = Split(size, weights)
        self._keys = [mix(seed, 402, province) for province in range(len(_PREFIXES))]

    def code(self, place: int) -> str:
        """Return the ten digits at a place."""
        return self._code(*self._split.locate(place))

    def place(self, code: str) -> int | None:
        """Return the place of ten digits, None if they were never issued."""
        if len(code) != 10 or not (code.isascii() and code.isdigit()):
            return None
        province = _PROVINCES.get(code[:2])
        counted, last = int(code[2:8]), int(code[8])
        weighed = _weigh(code[:8])
        if province is None or not counted or int(code[9]) != _check(weighed, last):
            return None
        nine = last - (last > _unissued(weighed))
        rank = unpermute((counted - 1) * 9 + nine, _PER_PROVINCE, self._keys[province])
        if rank >= self._split.size(province):
            return None
        return self._split.start(province) + rank

    def province(self, place: int) -> Province:
        """Return the province of first registration of the code at a place."""
        return provinces()[self._split.locate(place)[0]]

    def unknown(self, number: int) -> str:
        """Make a valid code that was never issued."""
        province = number % len(_PREFIXES)
        taken = self._split.size(province)
        return self._code(province, taken + number % (_PER_PROVINCE - taken))

    def _code(self, province: int, rank: int) -> str:
        counted, nine = divmod(permute(rank, _PER_PROVINCE, self._keys[province]), 9)
        start = f"{_PREFIXES[province]}{counted + 1:06d}"
        weighed = _weigh(start)
        last = nine + (nine >= _unissued(weighed))
        return f"{start}{last}{_check(weighed, last)}"


def check_digit(stem: str) -> int:
    """Return the check digit of a nine-digit stem; 10 means that the stem is never issued."""
    return _check(_weigh(stem[:8]), int(stem[8]))


def _weigh(start: str) -> int:
    """Return the weighted sum of the first eight digits."""
    return sum(map(mul, map(int, start), _WEIGHTS))


def _check(weighed: int, last: int) -> int:
    return 10 - (weighed + last * _WEIGHTS[8]) % 11


def _unissued(weighed: int) -> int:
    """Return which ninth digit would give the check 10 behind eight; 10 if none would."""
    return -weighed * 4 % 11  # 4 is the inverse of the ninth weight, 3, modulo 11
