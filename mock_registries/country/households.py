"""What a family shares: home, origin, ethnic group, religion, and who is what to whom."""

from dataclasses import dataclass

from mock_registries.country.families import LAST_BIRTH_YEAR, Role
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, mix, permute
from mock_registries.country.places import Address, Commune, address, province_numbers, provinces

# Where people move to: the two big cities and the industrial provinces around them.
_DESTINATIONS = Choice([("79", 35), ("01", 25), ("74", 18), ("75", 10), ("27", 8), ("48", 4)])
_BOOKS = 1_000_000_000

# Codes of Quyết định 121-TCTK/PPCĐ (2 March 1979), the list of ethnic groups.
_ETHNIC_NAMES = dict(
    [
        *[("01", "Kinh"), ("02", "Tày"), ("03", "Thái"), ("04", "Hoa"), ("05", "Khơ-me")],
        *[("06", "Mường"), ("07", "Nùng"), ("08", "Mông"), ("09", "Dao"), ("10", "Gia-rai")],
        *[("12", "Ê-đê"), ("13", "Ba-na"), ("16", "Cơ-ho"), ("17", "Chăm")],
    ]
)
_DELTA = Choice([("01", 97), ("04", 2), ("17", 1)])
_MOUNTAINS = Choice(
    [*[("01", 40), ("02", 20), ("03", 10), ("06", 8), ("07", 9), ("08", 8)], ("09", 5)]
)
_HIGHLANDS = Choice([("01", 66), ("10", 11), ("12", 9), ("13", 6), ("16", 6), ("07", 2)])
_KHMER = Choice([("01", 74), ("05", 23), ("04", 3)])
_ETHNIC = {
    **dict.fromkeys(["02", "04", "06", "08", "10", "11", "12", "14", "15", "17", "20"], _MOUNTAINS),
    **dict.fromkeys(["62", "64", "66", "67", "68"], _HIGHLANDS),
    **dict.fromkeys(["84", "94"], _KHMER),
}
_RELIGIONS = Choice(
    [("Không", 86), ("Công giáo", 6), ("Phật giáo", 5), ("Cao đài", 1), ("Hòa hảo", 2)]
)
_RELIGION_CODES = {
    "Không": "00",
    "Phật giáo": "01",
    "Công giáo": "02",
    "Cao đài": "04",
    "Hòa hảo": "05",
}

_TO_FATHER = {
    Role.FATHER: "head",
    Role.MOTHER: "wife",
    Role.CHILD: "child",
    Role.GRANDMOTHER: "mother",
}
_TO_GRANDMOTHER = {
    Role.FATHER: "child",
    Role.MOTHER: "daughter-in-law",
    Role.CHILD: "grandchild",
    Role.GRANDMOTHER: "head",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a code list."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A family under one roof; equal from whichever member it is computed."""

    members: tuple[Person, ...]
    head: Person
    book: str  # nine digits (số sổ hộ khẩu)
    home: Address  # permanent residence
    origin: Commune
    ethnic_group: Term
    religion: Term

    def relation(self, person: Person) -> str:
        """Say in English what a member is to the head: head, wife, child, mother and so on."""
        table = _TO_FATHER if self.head.role is Role.FATHER else _TO_GRANDMOTHER
        return table[person.role]

    def father(self, person: Person) -> Person | None:
        """Return the father, if he is a member."""
        return self._member(Role.FATHER) if person.role is Role.CHILD else None

    def mother(self, person: Person) -> Person | None:
        """Return the mother, if she is a member."""
        if person.role is Role.CHILD:
            return self._member(Role.MOTHER)
        return self._member(Role.GRANDMOTHER) if person.role is Role.FATHER else None

    def spouse(self, person: Person) -> Person | None:
        """Return the husband or wife."""
        other = {Role.FATHER: Role.MOTHER, Role.MOTHER: Role.FATHER}.get(person.role)
        return self._member(other) if other else None

    def _member(self, role: Role) -> Person | None:
        return next((member for member in self.members if member.role is role), None)


def household(population: Population, index: int) -> Household:
    """Compute the household of the person at an index."""
    members = population.family(index)
    province = population.birth_province(index)
    key = population.family_key(index, 301)
    ethnic = _ETHNIC.get(province.code, _DELTA).pick(mix(key, 1))
    religion = _RELIGIONS.pick(mix(key, 2))
    eldest = members[-1]
    rules = eldest.role is Role.GRANDMOTHER and mix(key, 3) % 3 == 0
    book = permute(members[0].index, _BOOKS, population.key(0, 302))
    return Household(
        members=members,
        head=eldest if rules else members[0],
        book=f"{book:09d}",
        home=home(population, index),
        origin=province.commune(mix(key, 4)),
        ethnic_group=Term(code=ethnic, name=_ETHNIC_NAMES[ethnic]),
        religion=Term(code=_RELIGION_CODES[religion], name=religion),
    )


def home(population: Population, index: int) -> Address:
    """Return the permanent residence: mostly the province of birth, else where work is."""
    province = population.birth_province(index)
    key = population.family_key(index, 303)
    if mix(key, 1) % 100 < 14:
        province = provinces()[province_numbers()[_DESTINATIONS.pick(mix(key, 2))]]
    return address(province.commune(mix(key, 3)), mix(key, 4))


def residence(population: Population, person: Person) -> Address:
    """Return where somebody lives now: a third of the grown-up children are away from home."""
    key = population.key(person.index, 304)
    grown_up = person.role is Role.CHILD and 18 <= LAST_BIRTH_YEAR - person.year <= 35
    if grown_up and mix(key, 1) % 3 == 0:
        number = province_numbers()[_DESTINATIONS.pick(mix(key, 2))]
        return address(provinces()[number].commune(mix(key, 3)), mix(key, 4))
    return home(population, person.index)
