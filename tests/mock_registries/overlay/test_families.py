"""Whatever happens to families, their records agree with one another."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_registries.country import households
from mock_registries.country.people import Person
from mock_registries.overlay import ChangedCountry, RefusedError, open_country
from tests.mock_registries.overlay.wires import Wires

FAMILIES = 12
KINDS = ("person.moved", "person.died", "person.born", "card.issued")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 200), st.booleans()), min_size=1, max_size=25
)


def everybody(country: ChangedCountry) -> list[Person]:
    """The living of the first families, those who were born by a change too."""
    people = country.population
    changes = country.changes.list()
    born = [people.index_of(one.subject) for one in changes if one.kind == "person.born"]
    first = range(people.principals(FAMILIES)[0])
    indices = [*first, *(index for index in born if index is not None)]
    return [people.person(index) for index in indices if people.death(index) is None]


def change(country: ChangedCountry, kind: str, pick: int, *, only: bool) -> None:
    """Let something happen to one of them, unless that cannot be."""
    living = everybody(country)
    identity = living[pick % len(living)].identity
    given: dict[str, dict[str, object]] = {
        "person.moved": {"identity": identity, "commune": "00001", "detail": "Số 1", "only": only},
        "person.died": {"identity": identity, "date": "2022-12-31"},
        "person.born": {"mother": identity, "given": "An", "sex": "male", "date": "2022-12-01"},
        "card.issued": {"identity": identity, "from": "2022-12-31", "until": "2023-12-31"},
    }
    try:
        country.changes.make(kind, given[kind])
    except RefusedError:
        return


@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_the_records_of_a_family_agree_after_any_changes(
    steps: list[tuple[str, int, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "country.db"
        country = open_country(2022, date(2022, 12, 31), 1e-5, path)

        for kind, pick, only in steps:
            change(country, kind, pick, only=only)

        wires = Wires(country)
        for person in everybody(country):
            _check(country, wires, person)


def _check(country: ChangedCountry, wires: Wires, person: Person) -> None:
    people = country.population
    family = households.household(people, person.index)
    assert person in family.members
    assert family.head in family.members
    assert family.members == people.family(person.index)
    for member in family.members:
        other = households.household(people, member.index)
        assert (other.members, other.head, other.book) == (family.members, family.head, family.book)
        assert other.home == family.home
        assert family.relation(member) in households.RELATION_NAMES
    spouse, mother = family.spouse(person), family.mother(person)
    if spouse is not None:
        assert households.household(people, spouse.index).spouse(spouse) == person
        assert people.death(spouse.index) is None
    if mother is not None:
        assert person in people.children(mother.index)
        assert wires.related(mother, "Con", person) == "true"
    assert wires.citizen(person, "SoDinhDanh") == person.identity
    assert wires.citizen(person, "ChuHo/SoDinhDanh") == family.head.identity
    code = country.insurance.household_code(person.index)
    assert {country.insurance.household_code(one.index) for one in family.members} == {code}
    if country.insurance.insured(person.index):
        members = wires.household(country.insurance.number(person.index))["dsThanhVien"]
        assert country.insurance.number(person.index) in [one["maSo"] for one in members]
