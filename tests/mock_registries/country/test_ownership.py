"""Owners, representatives and heads of branches: the same people from either side."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.enterprises import Enterprise
from mock_registries.country.permutation import permute

COUNTRY = Country()
SMALL = Country(scale=1e-4)
REGISTER = COUNTRY.enterprises
SAMPLED = [permute(turn, REGISTER.size, 7) for turn in range(2000)]
indices = st.integers(min_value=0, max_value=REGISTER.size - 1)
people = st.integers(min_value=0, max_value=COUNTRY.population.size - 1)


def _people_of(enterprise: Enterprise) -> set[int]:
    representatives = {person.index for person, _ in enterprise.representatives}
    return representatives | {share.person.index for share in enterprise.shares}


@pytest.mark.parametrize("country", [COUNTRY, SMALL], ids=["full", "small"])
@given(data=st.data())
def test_whoever_leads_or_owns_an_enterprise_is_led_back_to_it(
    country: Country, data: st.DataObject
) -> None:
    index = data.draw(st.integers(min_value=0, max_value=country.enterprises.size - 1))

    for person in _people_of(country.enterprises.enterprise(index)):
        assert index in country.enterprises.of_person(person)


@given(people)
def test_the_enterprises_of_a_person_name_the_person(person: int) -> None:
    for index in REGISTER.of_person(person):
        assert person in _people_of(REGISTER.enterprise(index))


def test_in_a_small_country_both_sides_agree_on_everybody() -> None:
    register = SMALL.enterprises
    named = {
        (person, index)
        for index in range(register.size)
        for person in _people_of(register.enterprise(index))
    }
    listed = [
        (person, index)
        for person in range(SMALL.population.size)
        for index in register.of_person(person)
    ]

    assert len(set(listed)) == len(listed)
    assert set(listed) == named


@given(indices)
def test_whoever_heads_a_branch_is_led_back_to_it(index: int) -> None:
    for number in range(1, REGISTER.branches(index) + 1):
        ((head, _),) = REGISTER.branch(index, number).representatives

        assert (index, number) in REGISTER.branches_of_person(head.index)


def test_in_a_small_country_the_heads_of_branches_are_those_listed() -> None:
    register = SMALL.enterprises
    listed = [
        (index, number, person)
        for person in range(SMALL.population.size)
        for index, number in register.branches_of_person(person)
    ]
    headed = [
        (index, number, register.branch(index, number).representatives[0][0].index)
        for index in range(register.size)
        for number in range(1, register.branches(index) + 1)
    ]

    assert headed
    assert sorted(listed) == headed


@given(indices)
def test_owners_and_representatives_are_grown_up_people_of_the_country(index: int) -> None:
    for person in _people_of(REGISTER.enterprise(index)):
        found = COUNTRY.population.person(person)

        assert COUNTRY.population.index_of(found.identity) == person
        assert found.year <= 2000


def test_some_people_have_several_enterprises_but_nobody_has_very_many() -> None:
    leaders = [REGISTER.enterprise(index).representatives[0][0].index for index in SAMPLED[:1000]]
    counts = Counter(len(REGISTER.of_person(person)) for person in leaders)

    assert counts[1] > 400
    assert sum(counts.values()) - counts[1] > 200
    assert max(counts) <= 12


def test_an_enterprise_has_sixteen_tenths_of_an_owner_and_some_are_couples() -> None:
    population = COUNTRY.population
    owners = [
        [share.person.index for share in REGISTER.enterprise(index).shares] for index in SAMPLED
    ]
    couples = sum(
        len(found) == 2 and len({population.family_number(one) for one in found}) == 1
        for found in owners
    )

    assert 1.5 < sum(map(len, owners)) / len(owners) < 1.75
    assert 0.03 < couples / len(owners) < 0.12
