"""People and families: numbers both ways, and agreement from every side."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.families import Role
from mock_registries.country.households import household
from mock_registries.country.people import MAX_PEOPLE, Population

SMALL = Country()
LARGE = Country(people=99_000_000)
indices = st.integers(min_value=0, max_value=SMALL.population.size - 1)
large_indices = st.integers(min_value=0, max_value=LARGE.population.size - 1)
twelve_digits = st.from_regex(r"\A[0-9]{12}\Z")


@given(large_indices)
def test_an_identity_number_leads_back_to_its_holder(index: int) -> None:
    person = LARGE.population.person(index)

    assert LARGE.population.index_of(person.identity) == index


@given(indices)
def test_an_old_number_leads_back_to_its_holder(index: int) -> None:
    people = SMALL.population
    number = people.person(index).old_number

    assert number is None or people.index_of_old_number(number) == index


@given(twelve_digits)
def test_twelve_digits_are_nobodys_or_belong_to_the_person_found(identity: str) -> None:
    index = LARGE.population.index_of(identity)

    assert index is None or LARGE.population.person(index).identity == identity


@given(st.text(max_size=14))
def test_any_text_can_be_looked_up(text: str) -> None:
    assert SMALL.population.index_of(text) is None
    assert SMALL.population.index_of_old_number(text) is None


@given(st.integers(min_value=0, max_value=10**6))
def test_an_unknown_number_is_nobodys(number: int) -> None:
    identity = SMALL.population.unknown_identity(number)

    assert len(identity) == 12
    assert SMALL.population.index_of(identity) is None


def test_identity_numbers_are_distinct() -> None:
    people = SMALL.population

    assert len({people.person(index).identity for index in range(people.size)}) == people.size


@given(large_indices)
def test_an_identity_number_tells_sex_and_year(index: int) -> None:
    person = LARGE.population.person(index)

    century, female = divmod(int(person.identity[3]), 2)
    assert person.male is not bool(female)
    assert person.year == 1900 + 100 * century + int(person.identity[4:6])
    assert person.identity[1:3] == person.birthplace.province_code


@given(large_indices)
def test_a_family_is_the_same_from_each_member(index: int) -> None:
    family = LARGE.population.family(index)

    assert index in [member.index for member in family]
    assert all(LARGE.population.family(member.index) == family for member in family)


@given(indices)
def test_a_household_is_the_same_from_each_member(index: int) -> None:
    found = household(SMALL.population, index)

    assert all(household(SMALL.population, one.index) == found for one in found.members)
    assert found.head in found.members


@given(indices)
def test_spouses_name_each_other(index: int) -> None:
    home = household(SMALL.population, index)
    person = SMALL.population.person(index)
    spouse = home.spouse(person)

    assert (spouse is not None) is (person.role in (Role.FATHER, Role.MOTHER))
    assert spouse is None or home.spouse(spouse) == person


def test_parents_are_eighteen_to_forty_five_years_older() -> None:
    for index in range(0, SMALL.population.size, 2):
        home = household(SMALL.population, index)
        gaps = [
            child.year - parent.year
            for child in home.members
            for parent in (home.father(child), home.mother(child))
            if parent is not None
        ]

        assert all(19 <= gap <= 44 for gap in gaps)


def test_a_child_bears_the_fathers_surname() -> None:
    for index in range(2000):
        person = SMALL.population.person(index)
        father = household(SMALL.population, index).father(person)

        assert father is None or father.name.split()[0] == person.name.split()[0]


def test_names_are_normalised_and_mostly_nguyen() -> None:
    names = [SMALL.population.person(index).name for index in range(SMALL.population.size)]

    share = Counter(name.split()[0] for name in names)["Nguyễn"] / len(names)
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert 0.34 < share < 0.42


def test_of_some_old_people_only_the_year_is_known() -> None:
    people = [SMALL.population.person(index) for index in range(SMALL.population.size)]

    only_year = [person for person in people if len(person.born) == 4]
    assert 0.005 < len(only_year) / len(people) < 0.05


@given(large_indices)
def test_a_search_by_name_birth_and_province_finds_the_person(index: int) -> None:
    person = LARGE.population.person(index)

    found = list(
        LARGE.population.search(
            person.name.upper(), person.born, person.male, person.birthplace.province_code
        )
    )

    assert person in found
    assert all(one.born == person.born and one.name == person.name for one in found)


@pytest.mark.parametrize("born", ["", "1980-02-30", "19", "abcd", "1980-02", "9999", "0000"])
def test_a_search_for_no_day_finds_nobody(born: str) -> None:
    assert list(SMALL.population.search("Nguyễn Văn Nam", born, True, "79")) == []


def test_a_search_in_no_province_finds_nobody() -> None:
    assert list(SMALL.population.search("Nguyễn Văn Nam", "1980-01-31", True, "99")) == []


@pytest.mark.parametrize("people", [0, 19, 30, -20, MAX_PEOPLE + 20])
def test_a_number_of_people_that_makes_no_blocks_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="multiple of 20"):
        Population(2022, people)


def test_a_group_of_the_largest_country_fits_the_six_digits() -> None:
    people = Population(2022, MAX_PEOPLE)

    assert len(people.unknown_identity(MAX_PEOPLE)) == 12
    assert people.index_of(people.person(MAX_PEOPLE - 1).identity) == MAX_PEOPLE - 1
