"""What a family shares: home, origin, ethnic group, religion, and who is what to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mock_registries.country import ethnicity
from mock_registries.country.ethnicity import Term
from mock_registries.country.families import BY_MARRIAGE, LAST_BIRTH_YEAR, Role
from mock_registries.country.people import Family, Person, Population
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
    "relative": "Người thân khác",  # where changes left no closer word
}


class _Kin(NamedTuple):
    """What the next of kin of a member are in the family, if they are there."""

    father: Role | None = None
    mother: Role | None = None
    spouse: Role | None = None


_KIN = {
    Role.SINGLE: _Kin(),
    Role.GRANDCHILD: _Kin(),
    Role.CHILD: _Kin(Role.FATHER, Role.MOTHER),
    Role.FATHER: _Kin(Role.GRANDFATHER, Role.GRANDMOTHER, Role.MOTHER),
    Role.MOTHER: _Kin(spouse=Role.FATHER),
    Role.GRANDFATHER: _Kin(spouse=Role.GRANDMOTHER),
    Role.GRANDMOTHER: _Kin(spouse=Role.GRANDFATHER),
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
        return self._member(_KIN[person.role].father)

    def mother(self, person: Person) -> Person | None:
        """Return the mother, if she is a member."""
        return self._member(_KIN[person.role].mother)

    def spouse(self, person: Person) -> Person | None:
        """Return the husband or wife."""
        return self._member(_KIN[person.role].spouse)

    def origin_of(self, person: Person) -> Commune:
        """Return a member's origin: that of the father, who of the wives is no member."""
        return person.birthplace if person.role in BY_MARRIAGE else self.origin

    def _member(self, role: Role | None) -> Person | None:
        for member in self.members:
            if member.role is role:
                return member
        return None


class Relatives(NamedTuple):
    """What somebody's record says of the household."""

    father: Person | None
    mother: Person | None
    spouse: Person | None
    head: Person
    relation: str  # to the head, as in Household.relation
    book: str
    home: Address
    residence: Address  # where the person lives now
    origin: Commune
    ethnic_group: Term
    religion: Term


def household(population: Population, index: int) -> Household:
    """Compute the household of the person at an index."""
    changed = population.changed_household(index)
    if changed is not None:
        return changed
    family = population.located(index)
    members = population.members(family)
    shared = _shared(population, family, [one.role for one in members])
    return Household(
        members=members,
        head=next(one for one in members if one.role is shared.head),
        book=shared.book,
        home=shared.home,
        origin=shared.origin,
        ethnic_group=shared.ethnic_group,
        religion=shared.religion,
    )


def relatives(population: Population, person: Person) -> Relatives:
    """Compute what `household` would say of somebody; members who are not named are not computed."""
    changed = population.changed_household(person.index)
    if changed is not None:
        return _named(changed, person, residence(population, person))
    family = population.located(person.index)
    roles, kin = population.roles(family), _KIN[person.role]
    shared, known = _shared(population, family, roles), {person.index - family.start: person}

    def member(role: Role) -> Person:
        number = roles.index(role)
        if number not in known:
            known[number] = population.member(family, number)
        return known[number]

    father, mother, spouse = (
        None if role is None or role not in roles else member(role) for role in kin
    )
    return Relatives(
        father=father,
        mother=mother,
        spouse=spouse,
        head=member(shared.head),
        relation=_RELATIONS[shared.head][person.role],
        book=shared.book,
        home=shared.home,
        residence=_residence(population, person, shared.home),
        origin=person.birthplace if person.role in BY_MARRIAGE else shared.origin,
        ethnic_group=shared.ethnic_group,
        religion=shared.religion,
    )


def book(population: Population, first: int) -> str:
    """Return the number of the book of a household by the index of its first member."""
    return f"{permute(first, _BOOKS, population.book_key):09d}"


def home(population: Population, index: int) -> Address:
    """Return the permanent residence: mostly where the children were born, else where work is."""
    return population.changed_home(index) or _home(population, index)


def residence(population: Population, person: Person) -> Address:
    """Return where somebody lives now: a third of the grown-up children are away from home."""
    changed = population.changed_home(person.index)
    if changed is not None:
        return changed
    return _residence(population, person, _home(population, person.index))


def _residence(population: Population, person: Person, home: Address) -> Address:
    if person.role is Role.CHILD and 18 <= LAST_BIRTH_YEAR - person.year <= 35:
        mixed = population.key(person.index, 304)
        if mixed % 3 == 0:
            return _elsewhere(mixed)
    return home


def _home(population: Population, index: int) -> Address:
    return _settled(population.family_key(index, 303), population.birth_commune(index))


def _settled(mixed: int, birthplace: Commune) -> Address:
    return address(birthplace, mixed >> 8) if mixed % 100 >= 14 else _elsewhere(mixed)


class _Shared(NamedTuple):
    """What is the same for each member of a computed family."""

    head: Role
    book: str
    home: Address
    origin: Commune
    ethnic_group: Term
    religion: Term


def _shared(population: Population, family: Family, roles: Sequence[Role]) -> _Shared:
    mixed = population.key(family.start, 301)
    return _Shared(
        _head(roles, mixed & 0xFF),
        book(population, family.start),
        _settled(population.key(family.start, 303), family.commune),
        family.province.commune(mixed >> 8 & 0xFFFF),
        ethnicity.ethnic_group(family.province.code, mixed >> 24 & 0xFFFF),
        ethnicity.religion(mixed >> 40),
    )


def _named(household: Household, person: Person, residence: Address) -> Relatives:
    return Relatives(
        father=household.father(person),
        mother=household.mother(person),
        spouse=household.spouse(person),
        head=household.head,
        relation=household.relation(person),
        book=household.book,
        home=household.home,
        residence=residence,
        origin=household.origin_of(person),
        ethnic_group=household.ethnic_group,
        religion=household.religion,
    )


def _head(roles: Sequence[Role], number: int) -> Role:
    """Choose the head: the husband, now and then the wife, in a third of the cases the eldest."""
    eldest = Role.GRANDFATHER if Role.GRANDFATHER in roles else roles[-1]
    if eldest in (Role.GRANDFATHER, Role.GRANDMOTHER):
        return eldest if number < 85 else roles[0]
    wife = len(roles) > 1 and roles[1] is Role.MOTHER and number < 40
    return roles[1] if wife else roles[0]


def _elsewhere(mixed: int) -> Address:
    number = province_numbers()[_DESTINATIONS.pick(mixed >> 8 & 0xFFFF)]
    return address(provinces()[number].commune(mixed >> 24 & 0xFFFF), mixed >> 40)
