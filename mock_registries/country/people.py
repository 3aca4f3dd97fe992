"""People: a person from an identity number and an identity number from a person, by arithmetic.

An index is a place in a block of twenty (families.py). The block number is permuted and the result
shared out to (province, template) classes by inhabitants. Everybody of one province, sex and year
of birth is then a *group*, counted through by a `code`: the group's (template, position) pairs one
after the other, each with as many people as its class has blocks. One more permutation within the
group gives the `ticket`, from which follow

* the day of birth: the ticket modulo the days of the year (plus some slots for people of whom only
  the year is known), permuted, so that everybody with the same province, sex and date of birth is
  an arithmetic series of tickets (about 20 long with 99 million people, 140 in the largest
  province);
* the given name, so that a search by name rejects most of the series after one multiplication;
* the last six digits of the identity number: the ticket permuted among a million.

All of it can be undone, so a number from elsewhere ends in a ticket that nobody holds: constant
time, nothing stored. The form of the number (place, century and sex, year, six digits) is that of
Thông tư 07/2016/TT-BCA art. 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mock_registries.country import names
from mock_registries.country.families import (
    BLOCK,
    LAST_BIRTH_YEAR,
    TEMPLATES,
    Role,
    Shapes,
    family_positions,
)
from mock_registries.country.permutation import Split, mix, permute, unpermute
from mock_registries.country.places import Commune, Province, province_numbers, provinces

MAX_PEOPLE = 200_000_000
_SUFFIXES = 1_000_000
_OLD_NUMBERS = 1_000_000_000
_LAST_YEAR_WITH_OLD_NUMBER = 2002
_SOUTH_FROM = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of one person without looking at the family."""

    index: int
    identity: str  # 12 digits (số định danh)
    old_number: str | None  # 9 digits (số CMND), some adults
    name: str
    male: bool
    born: str  # YYYY-MM-DD, or YYYY where only the year is known
    role: Role
    birthplace: Commune

    @property
    def year(self) -> int:
        """The year of birth, which is always known."""
        return int(self.born[:4])


@dataclass(frozen=True, slots=True)
class _Group:
    """Everybody of one province, sex and year of birth."""

    province: int
    male: bool
    year: int
    starts: tuple[int, ...]  # the first code of each pair in Shapes.born, and the group's size
    key: int

    @property
    def size(self) -> int:
        return self.starts[-1]


class Population:
    """The people of one seed. Immutable; nothing in it grows with their number."""

    def __init__(self, seed: int, people: int) -> None:
        if not (BLOCK <= people <= MAX_PEOPLE) or people % BLOCK:
            message = f"the number of people has to be a multiple of {BLOCK} up to {MAX_PEOPLE}"
            raise ValueError(message)
        self.size = people
        self._seed = seed
        self._blocks = people // BLOCK
        self._shapes = Shapes(seed)
        # Weights differ a little from class to class: equal ones would give every province of a
        # small country the same templates.
        weights = [
            province.inhabitants * (50 + mix(seed, 201, number, template) % 101)
            for number, province in enumerate(provinces())
            for template in range(TEMPLATES)
        ]
        self._split = Split(self._blocks, weights)

    def person(self, index: int) -> Person:
        """Compute the person at an index below `size`."""
        class_, rank, position = self._place(index)
        province, template = divmod(class_, TEMPLATES)
        slot = self._shapes.templates[template][position]
        group = self._group(province, slot.male, slot.year)
        pair = self._shapes.born(slot.male, slot.year).index((template, position))
        ticket = permute(group.starts[pair] + rank, group.size, group.key)
        return self._make(index, group, ticket, slot.role)

    def family(self, index: int) -> tuple[Person, ...]:
        """Return the family of the person at an index: father, mother, then the others."""
        start, position = index - index % BLOCK, index % BLOCK
        return tuple(self.person(start + member) for member in family_positions(position))

    def index_of(self, identity: str) -> int | None:
        """Return the index of the holder of an identity number, None if nobody holds it."""
        group = self._group_of(identity)
        if group is None or not group.size:
            return None
        ticket = unpermute(int(identity[6:]), _SUFFIXES, mix(group.key, 1))
        return self._index(group, ticket) if ticket < group.size else None

    def index_of_old_number(self, number: str) -> int | None:
        """Return the index of the holder of a nine-digit number, None if nobody holds it."""
        if len(number) != 9 or not _digits(number):
            return None
        index = unpermute(int(number), _OLD_NUMBERS, mix(self._seed, 205))
        if index >= self.size or self.person(index).old_number is None:
            return None
        return index

    def unknown_identity(self, number: int) -> str:
        """Make a well-formed identity number that nobody holds."""
        province = number % len(provinces())
        group = self._group(province, True, 1980)
        free = group.size + number % (_SUFFIXES - group.size)
        return _prefix(group) + f"{permute(free, _SUFFIXES, mix(group.key, 1)):06d}"

    def search(self, name: str, born: str, male: bool, province_code: str) -> Iterator[Person]:
        """Yield everybody of that name, date (or year alone), sex and province of birth.

        Looks at the people born on that day in that province and nobody else (see the module).
        """
        province = province_numbers().get(province_code)
        year = _year(born)
        if province is None or year is None:
            return
        group = self._group(province, male, year)
        wanted = names.folded(name)
        given = wanted.split()[-1:]
        slots = _slots(group.year)
        for slot in _slots_of(born):
            first = unpermute(slot, slots, mix(group.key, 3))
            for ticket in range(first, group.size, slots):
                if [names.folded(_given_name(group, ticket))] != given:
                    continue
                person = self.person(self._index(group, ticket))
                if names.folded(person.name) == wanted:
                    yield person

    def family_start(self, index: int) -> int:
        """Return the index of the father of a family; the mother's is the next."""
        start, position = index - index % BLOCK, index % BLOCK
        return start + family_positions(position)[0]

    def key(self, index: int, purpose: int) -> int:
        """Return a number mixed from a person, for attributes that nobody searches by."""
        return mix(self._seed, purpose, index)

    def family_key(self, index: int, purpose: int) -> int:
        """Return a number mixed from the family of a person, the same for each member."""
        return mix(self._seed, purpose, self.family_start(index))

    def birth_province(self, index: int) -> Province:
        """Return the province in which somebody, and the whole family, was born."""
        return provinces()[self._place(index)[0] // TEMPLATES]

    def _place(self, index: int) -> tuple[int, int, int]:
        """Return the class, the rank in it and the position in the block."""
        block, position = divmod(index, BLOCK)
        class_, rank = self._split.locate(permute(block, self._blocks, mix(self._seed, 202)))
        return class_, rank, position

    def _index(self, group: _Group, ticket: int) -> int:
        """Undo `person`: from a ticket back to the index."""
        code = unpermute(ticket, group.size, group.key)
        pairs = self._shapes.born(group.male, group.year)
        pair = next(n for n in range(len(pairs)) if code < group.starts[n + 1])
        template, position = pairs[pair]
        place = self._split.start(group.province * TEMPLATES + template) + code - group.starts[pair]
        return unpermute(place, self._blocks, mix(self._seed, 202)) * BLOCK + position

    def _group(self, province: int, male: bool, year: int) -> _Group:
        starts = [0]
        for template, _ in self._shapes.born(male, year):
            starts.append(starts[-1] + self._split.size(province * TEMPLATES + template))
        key = mix(self._seed, 203, province, male, year)
        return _Group(province, male, year, tuple(starts), key)

    def _group_of(self, identity: str) -> _Group | None:
        if len(identity) != 12 or not _digits(identity) or identity[0] != "0":
            return None
        province = province_numbers().get(identity[1:3])
        century, female = divmod(int(identity[3]), 2)
        if province is None:
            return None
        return self._group(province, not female, 1900 + 100 * century + int(identity[4:6]))

    def _make(self, index: int, group: _Group, ticket: int, role: Role) -> Person:
        suffix = permute(ticket, _SUFFIXES, mix(group.key, 1))
        number = self.key(index, 204)
        old_number = None
        if group.year <= _LAST_YEAR_WITH_OLD_NUMBER and number % 100 < 60:
            old_number = f"{permute(index, _OLD_NUMBERS, mix(self._seed, 205)):09d}"
        return Person(
            index=index,
            identity=f"{_prefix(group)}{suffix:06d}",
            old_number=old_number,
            name=names.full_name(
                self._surname(index, group, role),
                _given_name(group, ticket),
                mix(number, 1),
                male=group.male,
            ),
            male=group.male,
            born=_born(group, ticket),
            role=role,
            birthplace=provinces()[group.province].commune(mix(number, 2)),
        )

    def _surname(self, index: int, group: _Group, role: Role) -> str:
        """Children bear the father's surname; wives and grandmothers keep their own."""
        southern = int(provinces()[group.province].code) >= _SOUTH_FROM
        if role in (Role.FATHER, Role.CHILD):
            return names.surname(self.family_key(index, 206), southern=southern)
        return names.surname(self.key(index, 206), southern=southern)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _prefix(group: _Group) -> str:
    sex = 2 * (group.year // 100 - 19) + (not group.male)
    return f"0{provinces()[group.province].code}{sex}{group.year % 100:02d}"


def _given_name(group: _Group, ticket: int) -> str:
    return names.given_name(mix(group.key, 2, ticket), male=group.male)


def _days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _slots(year: int) -> int:
    """Days of the year, and slots for people of whom only the year is known: more of the old."""
    return _days(year) + (40 if year < 1955 else 8 if year < 1975 else 1)


def _born(group: _Group, ticket: int) -> str:
    year, slots = group.year, _slots(group.year)
    slot = permute(ticket % slots, slots, mix(group.key, 3))
    if slot >= _days(year):
        return f"{year}"
    return (date(year, 1, 1) + timedelta(days=slot)).isoformat()


def _year(born: str) -> int | None:
    """Return the year of a date or a year, None where nobody of the country is born."""
    year = int(born[:4]) if len(born) >= 4 and _digits(born[:4]) else 0
    return year if 1900 <= year <= LAST_BIRTH_YEAR else None


def _slots_of(born: str) -> range:
    """Return the slots of a date, or of a year alone; none for what is no date."""
    if len(born) == 4:
        return range(_days(int(born)), _slots(int(born)))
    try:
        day = date.fromisoformat(born)
    except ValueError:
        return range(0)
    slot = (day - date(day.year, 1, 1)).days
    return range(slot, slot + 1)
