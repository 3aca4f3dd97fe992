"""What a family shares: home, origin, ethnic group, religion, and who is what to whom."""

from dataclasses import dataclass
from typing import Final

from mock_registries.country import ethnicity
from mock_registries.country.ethnicity import Term
from mock_registries.country.families import BY_MARRIAGE, LAST_BIRTH_YEAR, Role
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, permute
from mock_registries.country.places import Address, Commune, address, province_numbers, provinces

# Where people move to: the two big cities and the industrial provinces around them.
_DESTINATIONS = Choice([("79", 35), ("01", 25), ("74", 18), ("75", 10), ("27", 8), ("48", 4)])
_BOOKS = 1_000_000_000

# What each member is to the head, by the role of the head.
_RELATIONS = {
    Role.FATHER: {
        Role.FATHER: "head",
        Role.MOTHER: "wife",
        Role.CHILD: "child",
        Role.GRANDFATHER: "father",
        Role.GRANDMOTHER: "mother",
    },
    Role.MOTHER: {Role.FATHER: "husband", Role.MOTHER: "head", Role.CHILD: "child"},
    Role.GRANDFATHER: {
        Role.FATHER: "child",
        Role.MOTHER: "daughter-in-law",
        Role.CHILD: "grandchild",
        Role.GRANDFATHER: "head",
        Role.GRANDMOTHER: "wife",
    },
    Role.GRANDMOTHER: {
        Role.FATHER: "child",
        Role.MOTHER: "daughter-in-law",
        Role.CHILD: "grandchild",
        Role.GRANDMOTHER: "head",
    },
    Role.SINGLE: {Role.SINGLE: "head"},
}
RELATION_NAMES: Final = {  # as offices write them
    "head": "Chủ hộ",
    "wife": "Vợ",
    "husband": "Chồng",
    "child": "Con",
    "father": "Cha",
    "mother": "Mẹ",
    "grandchild": "Cháu",
    "daughter-in-law": "Con dâu",
}
_FATHERS = {Role.CHILD: Role.FATHER, Role.FATHER: Role.GRANDFATHER}
_MOTHERS = {Role.CHILD: Role.MOTHER, Role.FATHER: Role.GRANDMOTHER}
_SPOUSES = {
    Role.FATHER: Role.MOTHER,
    Role.MOTHER: Role.FATHER,
    Role.GRANDFATHER: Role.GRANDMOTHER,
    Role.GRANDMOTHER: Role.GRANDFATHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A family under one roof; equal from whichever member it is computed."""

    members: tuple[Person, ...]
    head: Person
    book: str  # nine digits (số sổ hộ khẩu)
    home: Address  # permanent residence
    origin: Commune  # of the father's line (quê quán)
    ethnic_group: Term
    religion: Term

    def relation(self, person: Person) -> str:
        """Say in English what a member is to the head.

        One of head, wife, husband, child, father, mother, grandchild, daughter-in-law.
        """
        return _RELATIONS[self.head.role][person.role]

    def father(self, person: Person) -> Person | None:
        """Return the father, if he is a member."""
        return self._member(_FATHERS.get(person.role))

    def mother(self, person: Person) -> Person | None:
        """Return the mother, if she is a member."""
        return self._member(_MOTHERS.get(person.role))

    def spouse(self, person: Person) -> Person | None:
        """Return the husband or wife."""
        return self._member(_SPOUSES.get(person.role))

    def origin_of(self, person: Person) -> Commune:
        """Return a member's origin: that of the father, who of the wives is no member."""
        return person.birthplace if person.role in BY_MARRIAGE else self.origin

    def _member(self, role: Role | None) -> Person | None:
        for member in self.members:
            if member.role is role:
                return member
        return None


def household(population: Population, index: int) -> Household:
    """Compute the household of the person at an index."""
    members = population.family(index)
    province_code = members[0].birthplace.province_code
    province = provinces()[province_numbers()[province_code]]
    mixed = population.family_key(index, 301)
    return Household(
        members=members,
        head=_head(members, mixed & 0xFF),
        book=f"{permute(members[0].index, _BOOKS, population.key(0, 302)):09d}",
        home=home(population, index),
        origin=province.commune(mixed >> 8 & 0xFFFF),
        ethnic_group=ethnicity.ethnic_group(province_code, mixed >> 24 & 0xFFFF),
        religion=ethnicity.religion(mixed >> 40),
    )


def home(population: Population, index: int) -> Address:
    """Return the permanent residence: mostly where the children were born, else where work is."""
    mixed = population.family_key(index, 303)
    if mixed % 100 >= 14:
        return address(population.birth_commune(index), mixed >> 8)
    return _elsewhere(mixed)


def residence(population: Population, person: Person) -> Address:
    """Return where somebody lives now: a third of the grown-up children are away from home."""
    if person.role is Role.CHILD and 18 <= LAST_BIRTH_YEAR - person.year <= 35:
        mixed = population.key(person.index, 304)
        if mixed % 3 == 0:
            return _elsewhere(mixed)
    return home(population, person.index)


def _head(members: tuple[Person, ...], number: int) -> Person:
    """Choose the head: the husband, now and then the wife, in a third of the cases the eldest."""
    eldest = next((one for one in members if one.role is Role.GRANDFATHER), members[-1])
    if eldest.role in (Role.GRANDFATHER, Role.GRANDMOTHER):
        return eldest if number < 85 else members[0]
    wife = len(members) > 1 and members[1].role is Role.MOTHER and number < 40
    return members[1] if wife else members[0]


def _elsewhere(mixed: int) -> Address:
    number = province_numbers()[_DESTINATIONS.pick(mixed >> 8 & 0xFFFF)]
    return address(provinces()[number].commune(mixed >> 24 & 0xFFFF), mixed >> 40)
