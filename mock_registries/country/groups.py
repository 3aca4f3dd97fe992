"""Groups: everybody of one province, sex and year of birth, counted through.

The templates' slots are put in the order of sex and year once. For a province that order, each slot
with as many people as its (province, template) class has blocks, is one running count, in which a
group is a stretch. A person's place in the stretch is the `code`; from it follow, and lead back,

* the last six digits of the identity number: the code permuted among a million;
* the day of birth: an affine map of the code modulo the days of the year (plus some slots for
  people of whom only the year is known), so that everybody with the same birthday is an arithmetic
  series of codes, about 20 long with 99 million people and 230 in the largest province.

Tables of a province are made when somebody first asks for one of its people: 15 kilobytes each.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import gcd

from mock_registries.country.families import (
    BLOCK,
    SIZES,
    STARTS,
    Role,
    Slot,
    templates,
)
from mock_registries.country.permutation import mix, permute, unpermute
from mock_registries.country.pyramid import BIRTH_YEARS

_SUFFIXES = 1_000_000  # the last six digits of an identity number


class Shapes:
    """The templates of one seed as a flat list of slots, and that list in order of sex and year."""

    def __init__(self, seed: int) -> None:
        made = templates(seed)
        self.slots: tuple[Slot, ...] = tuple(slot for template in made for slot in template)
        keys = [_group_number(slot.male, slot.year) for slot in self.slots]
        self.group_of = array("H", keys)
        self.order = array("H", sorted(range(len(keys)), key=keys.__getitem__))
        self.place_of = array("H", sorted(range(len(keys)), key=self.order.__getitem__))
        sizes = [0] * (2 * len(BIRTH_YEARS))
        for key in keys:
            sizes[key] += 1
        self.bounds = array("H", accumulate(sizes, initial=0))  # of each group in the order
        self.couples = bytes(
            size > 1 and template[start + 1].role is Role.MOTHER
            for template in made
            for start, size in zip(STARTS, SIZES, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody of one province, sex and year of birth."""

    male: bool
    year: int
    prefix: str  # the first six digits of their identity numbers
    first: int  # the group's stretch in Shapes.order ...
    last: int
    start: int  # ... and in the running count of the province
    size: int
    key: int
    suffix_key: int
    days: tuple[str, ...]  # what follows the year in a date of birth, for each slot
    stride: int
    offset: int

    def identity(self, code: int) -> str:
        """Return the identity number that belongs to a code."""
        return f"{self.prefix}{permute(code, _SUFFIXES, self.suffix_key):06d}"

    def code(self, identity: str) -> int | None:
        """Undo `identity`; None if nobody holds that number."""
        code = unpermute(int(identity[6:]), _SUFFIXES, self.suffix_key)
        return code if code < self.size else None

    def free_identity(self, number: int) -> str:
        """Return an identity number of this group that nobody holds."""
        return self.identity(self.size + number % (_SUFFIXES - self.size))

    def born(self, code: int) -> str:
        """Return the date of birth, or the year where no more is known."""
        return f"{self.year}{self.days[(code * self.stride + self.offset) % len(self.days)]}"

    def codes(self, born: str) -> Sequence[int]:
        """Return the codes of everybody born on a date, or for a year those without a date."""
        slots = len(self.days)
        inverse = pow(self.stride, -1, slots)
        firsts = ((slot - self.offset) * inverse % slots for slot in _slots_of(born, self.days))
        return [code for first in firsts for code in range(first, self.size, slots)]


class Table:
    """The groups of one province, and the running count of its people."""

    def __init__(self, seed: int, code: str, classes: Sequence[int], shapes: Shapes) -> None:
        """Make the table of the province of a code from the sizes of its classes."""
        sizes = (classes[slot // BLOCK] for slot in shapes.order)
        self._shapes = shapes
        self.starts = array("I", accumulate(sizes, initial=0))
        self.groups = tuple(
            self._group(mix(seed, 203, int(code), key), code, key)
            for key in range(len(shapes.bounds) - 1)
        )

    def find(self, slot: int, rank: int) -> tuple[Group, int]:
        """Return the group and the code of the person in a slot of the block of a rank."""
        group = self.groups[self._shapes.group_of[slot]]
        return group, self.starts[self._shapes.place_of[slot]] - group.start + rank

    def slot(self, group: Group, code: int) -> tuple[int, int]:
        """Undo `find`."""
        at = group.start + code
        place = bisect_right(self.starts, at, group.first, group.last) - 1
        return self._shapes.order[place], at - self.starts[place]

    def group(self, male: bool, year: int) -> Group:
        """Return the group of a sex and a year of birth."""
        return self.groups[_group_number(male, year)]

    def _group(self, mixed: int, code: str, number: int) -> Group:
        female, age = divmod(number, len(BIRTH_YEARS))
        year = BIRTH_YEARS[0] + age
        first, last = self._shapes.bounds[number : number + 2]
        days = _days(year)
        stride = 2 + (mixed >> 16) % (len(days) - 2)
        while gcd(stride, len(days)) > 1:
            stride += 1
        return Group(
            male=not female,
            year=year,
            prefix=f"0{code}{2 * (year // 100 - 19) + female}{year % 100:02d}",
            first=first,
            last=last,
            start=self.starts[first],
            size=self.starts[last] - self.starts[first],
            key=mixed,
            suffix_key=mix(mixed, 1),
            days=days,
            stride=stride,
            offset=(mixed >> 32) % len(days),
        )


def birth_year(text: str) -> int | None:
    """Return the year with which a date of birth begins, None where nobody is born."""
    year = int(text[:4]) if len(text) >= 4 and text[:4].isascii() and text[:4].isdigit() else 0
    return year if year in BIRTH_YEARS else None


def _group_number(male: bool, year: int) -> int:
    return (not male) * len(BIRTH_YEARS) + year - BIRTH_YEARS[0]


def _days(year: int) -> tuple[str, ...]:
    """Days of a year, and slots for those of whom only the year is known: more of the old."""
    unknown = 40 if year < 1955 else 8 if year < 1975 else 1 if year < 1995 else 0
    return _calendar(year % 4 == 0, unknown)  # no year from 1901 to 2099 is an exception


@cache
def _calendar(leap: bool, unknown: int) -> tuple[str, ...]:
    first = date(2000 if leap else 2001, 1, 1)
    days = (first + timedelta(days=day) for day in range(365 + leap))
    return (*(f"-{day.month:02d}-{day.day:02d}" for day in days), *[""] * unknown)


def _slots_of(born: str, days: tuple[str, ...]) -> range:
    known = days.index("") if not days[-1] else len(days)
    if len(born) == 4:
        return range(known, len(days))
    return range(days.index(born[4:]), days.index(born[4:]) + 1) if born[4:] in days else range(0)
