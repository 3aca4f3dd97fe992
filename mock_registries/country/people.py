"""People: a person from an identity number and an identity number from a person, by arithmetic.

An index is a place in a block of 36 (families.py). The block number is permuted and the result
shared out to (province, template) classes by inhabitants. Everybody of one province, sex and year
of birth is then a group, counted through by a code (groups.py), from which follow the day of birth
and the last six digits of the identity number. All of it can be undone, so a number from elsewhere
ends in a code that nobody holds: constant time, nothing stored. The form of the number (place,
century and sex, year, six digits) is that of Thông tư 07/2016/TT-BCA art. 7.

One number mixed from the group and the code chooses the rest: given name, middle name, birthplace
and so on. A search by name and day of birth therefore rejects most candidates after one
multiplication, before it knows their indices.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mock_registries.country import names
from mock_registries.country.blocks import Blocks
from mock_registries.country.families import (
    BLOCK,
    BY_MARRIAGE,
    FAMILIES,
    FAMILY_OF_POSITION,
    SIZES,
    STARTS,
    TEMPLATES,
    Marital,
    Role,
)
from mock_registries.country.groups import Group, Table, birth_year
from mock_registries.country.permutation import mix, permute, unpermute
from mock_registries.country.places import (
    Address,
    Commune,
    Province,
    province_numbers,
    provinces,
)
from mock_registries.country.pyramid import BIRTH_YEARS

if TYPE_CHECKING:
    from mock_registries.country.households import Household

_OLD_NUMBERS = 1_000_000_000
_LAST_YEAR_WITH_OLD_NUMBER = 2002
_SOUTH_FROM = 46
_FAMILIES_AT_HAND = 16
_PARENTS = (Role.FATHER, Role.MOTHER)
_GRANDPARENTS = (Role.GRANDFATHER, Role.GRANDMOTHER)


class Person(NamedTuple):
    """What is known of one person without looking at the family."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of a record
    identity: str  # 12 digits (số định danh)
    old_number: str | None  # 9 digits (số CMND), some adults
    name: str
    male: bool
    born: str  # YYYY-MM-DD, or YYYY where only the year is known
    role: Role
    marital: Marital
    birthplace: Commune

    @property
    def year(self) -> int:
        """The year of birth, which is always known."""
        return int(self.born[:4])


class Family(NamedTuple):
    """Where the members of one family are found, without computing them."""

    start: int  # the index of the first
    shape: int  # the family's place among those of the templates
    table: Table
    province: Province
    slot: int  # of the first
    rank: int
    mixed: int  # chooses what the family shares: bits 0-15 the surname, 16-31 the commune

    @property
    def commune(self) -> Commune:
        """The commune in which the children were born."""
        return self.province.commune(self.mixed >> 16 & 0xFFFF)


class Population(Blocks):
    """The people of one seed. Immutable; nothing in it grows with their number."""

    def __init__(self, seed: int, people: int) -> None:
        super().__init__(seed, people)
        self._old_key, self._family_key = mix(seed, 205), mix(seed, 206)
        self.book_key = mix(seed, 302, 0)  # of the numbers of households
        # The steps of one answer ask for the same few families.
        self._found = lru_cache(maxsize=_FAMILIES_AT_HAND)(self._find)

    def person(self, index: int) -> Person:
        """Compute the person at an index below `size`."""
        family = self.located(index)
        return self.member(family, index - family.start)

    def identity(self, index: int) -> str:
        """Return somebody's identity number alone, in half the time of a record."""
        class_, rank = self._class(index // BLOCK)
        province, template = divmod(class_, TEMPLATES)
        group, code = self._table(province).find(template * BLOCK + index % BLOCK, rank)
        return group.identity(code)

    def family(self, index: int) -> tuple[Person, ...]:
        """Return the family of the person at an index: father, mother, then the others."""
        return self.members(self.located(index))

    def children(self, index: int) -> tuple[Person, ...]:
        """Return the children of somebody that belong to the same family, eldest first."""
        family = self.family(index)
        role = family[index - family[0].index].role
        if role in _PARENTS:
            return tuple(member for member in family if member.role is Role.CHILD)
        return family[:1] if role in _GRANDPARENTS else ()

    def index_of(self, identity: str) -> int | None:
        """Return the index of the holder of an identity number, None if nobody holds it."""
        found = self._holder(identity)
        return None if found is None else self._locate(*found)

    def by_identity(self, identity: str) -> Person | None:
        """Compute the holder of an identity number, None if nobody holds it."""
        found = self._holder(identity)
        return None if found is None else self._person(*found)

    def index_of_old_number(self, number: str) -> int | None:
        """Return the index of the holder of a nine-digit number, None if nobody holds it."""
        if len(number) != 9 or not _digits(number):
            return None
        index = unpermute(int(number), _OLD_NUMBERS, self._old_key)
        if index >= self.size or self.person(index).old_number is None:
            return None
        return index

    def unknown_identity(self, number: int) -> str:
        """Make a well-formed identity number that nobody holds."""
        province = number % len(provinces())
        return self._table(province).group(male=True, year=1980).free_identity(number)

    def search(
        self, name: str, born: str, male: bool, province_code: str, commune_code: str | None = None
    ) -> Iterator[Person]:
        """Yield everybody of that name, date (or year alone), sex and province of birth.

        Names agree if they do without accents and case (`names.bare`); callers filter further. A
        commune of birth narrows the search. Looks at the people born on that day in that province
        and nobody else.
        """
        province, year = province_numbers().get(province_code), birth_year(born)
        given = names.given_names(name, male=male)
        if province is None or year is None or not given:
            return
        group, wanted = self._table(province).group(male, year), names.bare(name)
        for code in group.codes(born):
            if _given_name(mix(group.key, code), male) not in given:
                continue
            person = self._person(province, group, code)
            somewhere_else = commune_code not in (None, person.birthplace.code)
            if names.bare(person.name) == wanted and not somewhere_else:
                yield person

    def principals(self, family: int) -> tuple[int, ...]:
        """Return the indices of the one or two grown-ups who lead a family, husband first."""
        first, shape = self._found(family)[:2]
        return (first, first + 1) if self._shapes.couples[shape] else (first,)

    def death(self, index: int) -> str | None:
        """Return when somebody died, YYYY-MM-DD: in a computed country nobody (see overlay)."""
        return None

    def changed_home(self, index: int) -> Address | None:
        """Return where somebody lives who has moved: in a computed country nobody has."""
        return None

    def changed_household(self, index: int) -> Household | None:
        """Return a household where the overlay knows it: in a computed country it is computed."""
        return None

    def birth_commune(self, index: int) -> Commune:
        """Return the commune in which the children of somebody's family were born."""
        return self.located(index).commune

    def located(self, index: int) -> Family:
        """Find the computed family of the person at an index below `size`."""
        block, position = divmod(index, BLOCK)
        return self._found(block * FAMILIES + FAMILY_OF_POSITION[position])

    def _find(self, number: int) -> Family:
        block, place = divmod(number, FAMILIES)
        class_, rank = self._class(block)
        province, template = divmod(class_, TEMPLATES)
        start = STARTS[place]
        return Family(
            block * BLOCK + start,
            template * FAMILIES + place,
            self._table(province),
            provinces()[province],
            template * BLOCK + start,
            rank,
            mix(self._family_key, number),
        )

    def roles(self, family: Family) -> list[Role]:
        """Return what the members of a family are in it, in their order."""
        size = SIZES[FAMILY_OF_POSITION[family.start % BLOCK]]
        return [slot.role for slot in self._shapes.slots[family.slot : family.slot + size]]

    def members(self, family: Family) -> tuple[Person, ...]:
        """Compute everybody of a family."""
        return tuple([self.member(family, number) for number in range(len(self.roles(family)))])

    def member(self, family: Family, number: int) -> Person:
        """Compute a member of a family, counted from zero."""
        group, code = family.table.find(family.slot + number, family.rank)
        return self._make(family, number, group, code)

    def _make(self, family: Family, member: int, group: Group, code: int) -> Person:
        """Put a record together.

        Of the number mixed from the group and the code, bits 0-15 choose the given name, 16-31 the
        middle name, 32-47 the surname of somebody who married into the family, 40-55 the
        birthplace of those who are not children, and 56-63 whether there is an old number.
        """
        mixed = mix(group.key, code)
        role, male, year, marital = self._shapes.slots[family.slot + member]
        surname = mixed >> 32 if role in BY_MARRIAGE else family.mixed
        place = family.mixed >> 16 if role is Role.CHILD else mixed >> 40
        province = family.province
        return Person(
            family.start + member,
            group.identity(code),
            self._old_number(family.start + member, year, mixed >> 56),
            names.full_name(
                names.surname(surname & 0xFFFF, southern=int(province.code) >= _SOUTH_FROM),
                _given_name(mixed, male),
                mixed >> 16 & 0xFFFF,
                male=male,
                year=year,
            ),
            male,
            group.born(code),
            role,
            marital,
            province.commune(place & 0xFFFF),
        )

    def _old_number(self, index: int, year: int, number: int) -> str | None:
        """Return the old number of most who came of age before identity numbers were issued."""
        share = 240 if year < 1990 else 128 if year <= _LAST_YEAR_WITH_OLD_NUMBER else 0
        return f"{permute(index, _OLD_NUMBERS, self._old_key):09d}" if number < share else None

    def _holder(self, identity: str) -> tuple[int, Group, int] | None:
        """Return the province, the group and the code that belong to an identity number."""
        if len(identity) != 12 or not _digits(identity) or identity[0] != "0":
            return None
        province = province_numbers().get(identity[1:3])
        century, female = divmod(int(identity[3]), 2)
        year = 1900 + 100 * century + int(identity[4:6])
        if province is None or year not in BIRTH_YEARS:
            return None
        group = self._table(province).group(not female, year)
        code = group.code(identity)
        return None if code is None else (province, group, code)

    def _locate(self, province: int, group: Group, code: int) -> int:
        """Return the index of somebody from province, group and code."""
        slot, rank = self._table(province).slot(group, code)
        template, position = divmod(slot, BLOCK)
        place = self._split.start(province * TEMPLATES + template) + rank
        return unpermute(place, self._blocks, self._block_key) * BLOCK + position

    def _person(self, province: int, group: Group, code: int) -> Person:
        index = self._locate(province, group, code)
        family = self.located(index)
        return self._make(family, index - family.start, group, code)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _given_name(mixed: int, male: bool) -> str:
    return names.given_name(mixed & 0xFFFF, male=male)
