"""Families to which something happens."""

from mock_registries.country.families import Role
from mock_registries.country.households import Household
from mock_registries.country.people import Person
from mock_registries.overlay import ChangedCountry
from tests.mock_registries.overlay.wires import household_where

HANOI = "00001"


def roles(family: Household) -> list[Role]:
    return [one.role for one in family.members]


def young_family(country: ChangedCountry) -> Household:
    """Father (the head), mother and a child, everybody insured."""
    return household_where(
        country,
        lambda one: (
            roles(one) == [Role.FATHER, Role.MOTHER, Role.CHILD]
            and one.head.role is Role.FATHER
            and one.members[1].year > 1985
            and one.members[2].year > 2006
            and all(country.insurance.insured(member.index) for member in one.members)
        ),
    )


def grown_family(country: ChangedCountry) -> Household:
    """Parents and two grown-up children of whom the second is a woman."""
    return household_where(
        country,
        lambda one: (
            roles(one) == [Role.FATHER, Role.MOTHER, Role.CHILD, Role.CHILD]
            and one.head.role is Role.FATHER
            and 1980 < one.members[3].year < 2003
            and not one.members[3].male
            and country.insurance.insured(one.members[0].index)
        ),
    )


def bear(country: ChangedCountry, mother: Person, **other: object) -> Person:
    given = {"given": "An Nhiên", "sex": "female", "date": "2022-12-01", **other}
    change = country.changes.make("person.born", {"mother": mother.identity, **given})
    child = country.population.by_identity(change.subject)
    assert child is not None
    return child


def move(country: ChangedCountry, person: Person, **other: object) -> None:
    place = {"commune": HANOI, "detail": "Số 1, đường Láng", **other}
    country.changes.make("person.moved", {"identity": person.identity, **place})


def die(country: ChangedCountry, person: Person) -> None:
    day = {"identity": person.identity, "date": "2022-12-20"}
    country.changes.make("person.died", day)
