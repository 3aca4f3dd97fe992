"""Enterprises: tax codes with a valid check digit, computed both ways, and what is registered.

A tax code is two digits for the province of first registration, seven counted digits and a check
digit (weights 31 29 23 19 17 13 7 5 3, ten minus the sum modulo eleven; a stem whose check would
be ten is never issued; the seven digits are not all zero: Thông tư 105/2020/TT-BTC art. 5 for the
form). Of ten neighbouring stems at most one has no check digit, so every six-digit prefix takes
exactly nine codes here, which makes the mapping from rank to stem a division.

The province prefixes are those seen in published tax codes, not taken from an official list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mock_registries.country import industries
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, Split, mix, permute, unpermute
from mock_registries.country.places import Address, Province, address, provinces

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# In the order of provinces().
_PREFIXES = (
    *("01", "51", "48", "47", "50", "53", "56", "62", "55", "52", "54", "46", "49", "57", "24"),
    *("26", "25", "23", "08", "02", "09", "10", "07", "06", "27", "28", "29", "30", "31", "32"),
    *("33", "04", "40", "43", "41", "44", "42", "45", "34", "61", "59", "60", "64", "58", "38"),
    *("39", "37", "36", "35", "03", "11", "12", "13", "21", "15", "14", "16", "17", "18", "63"),
    *("22", "19", "20"),
)
_BUSY = {"79": 4, "01": 3, "74": 2, "75": 2, "48": 2}
_PER_PROVINCE = 9 * 999_999
_PEOPLE_PER_ENTERPRISE = 50  # every code ever issued, the dissolved ones included
_FIRST_MONDAY = date(2000, 1, 3)
_WORKING_DAYS = 6000  # until Friday, 30 December 2022
_STATUSES = Choice(
    [
        ("Đang hoạt động", 62),
        ("Tạm ngừng kinh doanh", 8),
        ("Đang làm thủ tục giải thể", 3),
        ("Đã giải thể, phá sản, chấm dứt tồn tại", 27),
    ]
)
_POSITIONS = Choice([("Giám đốc", 70), ("Tổng giám đốc", 15), ("Chủ tịch hội đồng thành viên", 15)])
_MILLIONS = (100, 500, 1000, 1900, 3000, 4800, 5000, 9000, 20_000, 68_000, 150_000, 1_200_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Somebody's part of the charter capital."""

    person: Person
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise or, with a suffix in its code, one of its branches."""

    code: str  # ten digits, or ten digits, a hyphen and three
    name: str
    kind: str
    status: str
    founded: date
    capital: int  # VND; zero for a branch
    address: Address
    representatives: tuple[tuple[Person, str], ...]  # with their position
    activities: tuple[tuple[str, str], ...]  # VSIC code and name, the main one first
    shares: tuple[Share, ...]


class Enterprises:
    """The enterprises of one seed, led and owned by people of its population. Immutable."""

    def __init__(self, seed: int, population: Population) -> None:
        self.size = max(population.size // _PEOPLE_PER_ENTERPRISE, 1)
        self._seed = seed
        self._population = population
        weights = [place.inhabitants * _BUSY.get(place.code, 1) for place in provinces()]
        self._split = Split(self.size, weights)

    def code(self, index: int) -> str:
        """Return the ten-digit tax code of the enterprise at an index below `size`."""
        province, rank = self._split.locate(permute(index, self.size, mix(self._seed, 401)))
        return self._code(province, rank)

    def index_of(self, code: str) -> int | None:
        """Return the index of a ten-digit tax code, None if it was never issued."""
        if len(code) != 10 or not code.isascii() or not code.isdigit():
            return None
        if check_digit(code[:9]) != int(code[9]) or code[:2] not in _PREFIXES:
            return None
        province = _PREFIXES.index(code[:2])
        counted, last = int(code[2:8]), int(code[8])
        nine = last - (last > _unissued(code[:8]))
        if not counted or nine >= 9:
            return None
        place = (counted - 1) * 9 + nine
        rank = unpermute(place, _PER_PROVINCE, mix(self._seed, 402, province))
        if rank >= self._split.size(province):
            return None
        return unpermute(self._split.start(province) + rank, self.size, mix(self._seed, 401))

    def unknown_code(self, number: int) -> str:
        """Make a valid tax code that was never issued."""
        province = number % len(_PREFIXES)
        taken = self._split.size(province)
        return self._code(province, taken + number % (_PER_PROVINCE - taken))

    def enterprise(self, index: int) -> Enterprise:
        """Compute the enterprise at an index below `size`."""
        key = mix(self._seed, 403, index)
        founded = self.founded(index)
        owners = [self._adult(mix(key, 1, turn), founded) for turn in range(1 + mix(key, 2) % 4)]
        shares = _shares(owners, mix(key, 3))
        activities = industries.choose(mix(key, 4))
        kind, name = industries.name(mix(key, 5), activities[0][0], owners=len(shares))
        leaders = [(shares[0].person, _POSITIONS.pick(mix(key, 6)))]
        if len(shares) > 1 and mix(key, 7) % 4 == 0:
            leaders.append((shares[1].person, "Phó giám đốc"))
        return Enterprise(
            code=self.code(index),
            name=name,
            kind=kind,
            status=_STATUSES.pick(mix(key, 8)),
            founded=founded,
            capital=_MILLIONS[mix(key, 9) % len(_MILLIONS)] * 1_000_000,
            address=address(self._province(index).commune(mix(key, 10)), mix(key, 11)),
            representatives=tuple(leaders),
            activities=activities,
            shares=shares,
        )

    def branches(self, index: int) -> int:
        """Return how many branches an enterprise has; they are numbered from one."""
        number = mix(self._seed, 404, index)
        return 1 + number // 100 % 3 if number % 100 < 12 else 0

    def branch(self, index: int, number: int) -> Enterprise:
        """Compute a branch of the enterprise at an index; `number` from 1 to `branches(index)`."""
        parent = self.enterprise(index)
        key = mix(self._seed, 405, index, number)
        place = provinces()[mix(key, 1) % len(provinces())]
        opened = parent.founded + timedelta(days=mix(key, 2) % 365)
        return Enterprise(
            code=f"{parent.code}-{number:03d}",
            name=f"CHI NHÁNH {number} - {parent.name}",
            kind="Chi nhánh",
            status=parent.status,
            founded=min(opened, _working_day(_WORKING_DAYS - 1)),
            capital=0,
            address=address(place.commune(mix(key, 3)), mix(key, 4)),
            representatives=((self._adult(mix(key, 5), parent.founded), "Giám đốc chi nhánh"),),
            activities=parent.activities[:1],
            shares=(),
        )

    def founded(self, index: int) -> date:
        """Return the day of first registration, always a working day."""
        place = permute(index, self.size, mix(self._seed, 406))
        slot = permute(place % _WORKING_DAYS, _WORKING_DAYS, mix(self._seed, 407))
        return _working_day(slot)

    def founded_on(self, day: date) -> Sequence[int]:
        """Return the places of the enterprises founded on a day, for `at_founding_place`."""
        weeks, weekday = divmod((day - _FIRST_MONDAY).days, 7)
        slot = weeks * 5 + weekday
        if weekday > 4 or not 0 <= slot < _WORKING_DAYS:
            return range(0)
        first = unpermute(slot, _WORKING_DAYS, mix(self._seed, 407))
        return range(first, self.size, _WORKING_DAYS)

    def at_founding_place(self, place: int) -> int:
        """Return the index of the enterprise at a place of `founded_on`."""
        return unpermute(place, self.size, mix(self._seed, 406))

    def _code(self, province: int, rank: int) -> str:
        place = permute(rank, _PER_PROVINCE, mix(self._seed, 402, province))
        counted, nine = divmod(place, 9)
        start = f"{_PREFIXES[province]}{counted + 1:06d}"
        stem = f"{start}{nine + (nine >= _unissued(start))}"
        return f"{stem}{check_digit(stem)}"

    def _province(self, index: int) -> Province:
        place = permute(index, self.size, mix(self._seed, 401))
        return provinces()[self._split.locate(place)[0]]

    def _adult(self, key: int, on: date) -> Person:
        """Choose a parent of a family who was grown up on a day.

        Most parents are old enough even for the earliest day, so that the search ends after a few
        steps; the bound only keeps it finite.
        """
        people = self._population
        for turn in range(64):
            family = people.family_start(mix(key, turn, 1) % people.size)
            person = people.person(family + (mix(key, turn, 2) % 4 == 0))
            if person.year + 19 <= on.year:
                return person
        message = "no adult found: the shapes of families have changed"
        raise AssertionError(message)


def check_digit(stem: str) -> int:
    """Return the check digit of a nine-digit stem; 10 means that the stem is never issued."""
    return 10 - sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True)) % 11


def _unissued(start: str) -> int:
    """Return which ninth digit would give the check 10 behind these eight; 10 if none would."""
    weighed = sum(int(digit) * weight for digit, weight in zip(start, _WEIGHTS, strict=False))
    return -weighed * 4 % 11  # 4 is the inverse of the ninth weight, 3, modulo 11


def _working_day(slot: int) -> date:
    weeks, weekday = divmod(slot, 5)
    return _FIRST_MONDAY + timedelta(days=weeks * 7 + weekday)


def _shares(owners: list[Person], key: int) -> tuple[Share, ...]:
    """Share the capital out: whole percents, together one hundred, nobody twice."""
    distinct = list({owner.index: owner for owner in owners}.values())
    rest, shares = 100, []
    for turn, owner in enumerate(distinct[1:]):
        percent = 5 + mix(key, turn) % (rest // len(distinct) - 4)
        rest -= percent
        shares.append(Share(person=owner, percent=percent))
    return (Share(person=distinct[0], percent=rest), *shares)
