"""People at full scale: numbers both ways, and the search by name and day of birth."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import names
from mock_registries.country.blocks import MAX_PEOPLE
from mock_registries.country.families import BLOCK, FAMILIES
from mock_registries.country.people import Population
from mock_registries.country.permutation import mix
from mock_registries.country.places import provinces
from mock_registries.country.pyramid import BIRTH_YEARS

SMALL = Population(2022, 9_936)
LARGE = Population(2022, 99_460_008)
indices = st.integers(min_value=0, max_value=LARGE.size - 1)
families = st.integers(min_value=0, max_value=LARGE.families - 1)
twelve_digits = st.from_regex(r"\A[0-9]{12}\Z")


@given(indices)
def test_an_identity_number_leads_back_to_its_holder(index: int) -> None:
    person = LARGE.person(index)

    assert LARGE.index_of(person.identity) == person.index == index
    assert LARGE.by_identity(person.identity) == person
    assert LARGE.identity(index) == person.identity


@given(indices)
def test_an_old_number_leads_back_to_its_holder(index: int) -> None:
    number = LARGE.person(index).old_number

    assert number is None or LARGE.index_of_old_number(number) == index


@given(st.from_regex(r"\A[0-9]{9}\Z"))
def test_nine_digits_are_nobodys_or_belong_to_the_person_found(number: str) -> None:
    index = LARGE.index_of_old_number(number)

    assert index is None or LARGE.person(index).old_number == number


@given(twelve_digits)
def test_twelve_digits_are_nobodys_or_belong_to_the_person_found(identity: str) -> None:
    index = LARGE.index_of(identity)

    assert index is None or LARGE.person(index).identity == identity


def test_twelve_digits_are_a_person_as_often_as_there_are_people() -> None:
    drawn = 200_000
    found = sum(LARGE.index_of(f"{mix(n, 1) % 10**12:012d}") is not None for n in range(drawn))

    expected = drawn * LARGE.size / 10**12  # 20, give or take 4.5
    assert abs(found - expected) < 18


def test_six_digits_after_a_valid_prefix_are_a_person_as_often_as_there_are_people() -> None:
    drawn = 60_000
    found = sum(LARGE.index_of(_with_valid_prefix(mix(n, 2))) is not None for n in range(drawn))

    expected = drawn * LARGE.size / (len(provinces()) * 2 * len(BIRTH_YEARS) * 10**6)
    assert abs(found - expected) < 90  # of 460, give or take 21


def _with_valid_prefix(mixed: int) -> str:
    code = provinces()[mixed % len(provinces())].code
    year = BIRTH_YEARS[(mixed >> 8) % len(BIRTH_YEARS)]
    sex = 2 * (year // 100 - 19) + (mixed >> 20) % 2
    return f"0{code}{sex}{year % 100:02d}{(mixed >> 24) % 10**6:06d}"


@given(st.text(max_size=14))
def test_any_text_can_be_looked_up(text: str) -> None:
    assert SMALL.index_of(text) is None
    assert SMALL.by_identity(text) is None
    assert SMALL.index_of_old_number(text) is None


@given(st.integers(min_value=0, max_value=10**9))
def test_an_unknown_number_is_nobodys(number: int) -> None:
    identity = LARGE.unknown_identity(number)

    assert len(identity) == 12
    assert LARGE.index_of(identity) is None


def test_no_two_of_a_million_people_share_an_identity_number() -> None:
    sampled = range(0, LARGE.size, 97)

    assert len({int(LARGE.identity(index)) for index in sampled}) == len(sampled) > 1_000_000


def test_nobody_of_a_small_country_shares_an_identity_number() -> None:
    assert len({SMALL.identity(index) for index in range(SMALL.size)}) == SMALL.size


@given(indices)
def test_an_identity_number_tells_place_sex_and_year(index: int) -> None:
    person = LARGE.person(index)

    century, female = divmod(int(person.identity[3]), 2)
    assert person.identity[1:3] == person.birthplace.province_code
    assert person.male is not bool(female)
    assert person.year == 1900 + 100 * century + int(person.identity[4:6])


@given(indices)
def test_everybody_is_born_on_a_day_of_the_calendar_or_in_a_year(index: int) -> None:
    person = LARGE.person(index)

    assert person.year in BIRTH_YEARS
    assert len(person.born) == 4 or f"{date.fromisoformat(person.born)}" == person.born


def test_an_old_number_belongs_to_grown_ups_only() -> None:
    people = [SMALL.person(index) for index in range(SMALL.size)]

    with_number = [person for person in people if person.old_number]
    assert 0.5 < len(with_number) / len(people) < 0.7
    assert all(person.year <= 2002 for person in with_number)


def test_the_older_people_are_the_more_often_only_the_year_is_known() -> None:
    people = [SMALL.person(index) for index in range(SMALL.size)]

    def share(first: int, last: int) -> float:
        born = [person.born for person in people if first <= person.year <= last]
        return sum(len(day) == 4 for day in born) / len(born)

    assert 0.07 < share(1920, 1954) < 0.13
    assert 0.01 < share(1955, 1974) < 0.04
    assert share(1995, 2022) == 0


@given(indices)
def test_a_search_by_name_birth_and_place_finds_the_person(index: int) -> None:
    person = LARGE.person(index)
    place = person.birthplace
    known = (person.born, person.male, place.province_code)

    found = list(LARGE.search(person.name.upper(), *known))

    assert person in found
    assert all(names.bare(one.name) == names.bare(person.name) for one in found)
    assert all((one.born, one.male) == known[:2] for one in found)
    assert list(LARGE.search(names.bare(person.name), *known)) == found
    assert [one for one in found if one.birthplace == place] == list(
        LARGE.search(person.name, *known, place.code)
    )


def test_a_search_finds_everybody_there_is() -> None:
    people = [SMALL.person(index) for index in range(SMALL.size)]
    one = next(one for one in people if one.birthplace.province_code == "79" and one.male)

    found = list(SMALL.search(one.name, one.born, one.male, "79"))

    assert {other.index for other in found} == {
        other.index
        for other in people
        if other.identity[:4] == one.identity[:4]
        and other.born == one.born
        and names.bare(other.name) == names.bare(one.name)
    }


@pytest.mark.parametrize(
    "born",
    ["", "1980-02-30", "1981-02-29", "19", "abcd", "1980-02", "9999", "0000", "1919", "²⁰²²"],
)
def test_a_search_for_no_day_finds_nobody(born: str) -> None:
    assert list(SMALL.search("Nguyễn Văn Nam", born, True, "79")) == []


@pytest.mark.parametrize("name", ["", "Nguyễn Văn Xyz", " "])
def test_a_search_for_no_name_finds_nobody(name: str) -> None:
    assert list(LARGE.search(name, "1980-01-31", True, "79")) == []


def test_a_search_in_no_province_finds_nobody() -> None:
    assert list(SMALL.search("Nguyễn Văn Nam", "1980-01-31", True, "99")) == []


@given(indices)
def test_a_family_is_the_same_from_each_member(index: int) -> None:
    family = LARGE.family(index)

    assert LARGE.person(index) in family
    assert all(LARGE.family(member.index) == family for member in family)
    assert {LARGE.family_start(member.index) for member in family} == {family[0].index}
    assert len({LARGE.family_number(member.index) for member in family}) == 1


@given(indices)
def test_children_and_parents_name_each_other(index: int) -> None:
    person = LARGE.person(index)

    for child in LARGE.children(index):
        parents = [one for one in LARGE.family(index) if child in LARGE.children(one.index)]
        assert person in parents
        assert len({parent.male for parent in parents}) == len(parents) <= 2


@given(families)
def test_a_family_is_led_by_one_or_two_grown_ups_husband_first(family: int) -> None:
    leaders = [LARGE.person(index) for index in LARGE.principals(family)]

    assert all(LARGE.family_number(leader.index) == family for leader in leaders)
    assert all(leader.year <= 2000 for leader in leaders)
    assert [leader.male for leader in leaders] in ([True, False], [True], [False])
    assert tuple(leaders) == LARGE.family(leaders[0].index)[: len(leaders)]


@given(families)
def test_families_of_a_province_are_together(family: int) -> None:
    place = LARGE.family_place(family)
    index = LARGE.principals(family)[0]
    province = provinces().index(LARGE.birth_province(index))

    assert LARGE.family_at(place) == family
    assert place in LARGE.family_places(province)
    assert LARGE.person(index).birthplace.province_code == provinces()[province].code


@pytest.mark.parametrize("people", [0, BLOCK - 1, BLOCK + 10, -BLOCK, MAX_PEOPLE + BLOCK])
def test_a_number_of_people_that_makes_no_blocks_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match=f"multiple of {BLOCK}"):
        Population(2022, people)


@pytest.mark.parametrize("index", [-1, SMALL.size])
def test_there_is_nobody_before_the_first_and_after_the_last(index: int) -> None:
    with pytest.raises(ValueError, match="not in range"):
        SMALL.person(index)


def test_a_group_of_the_largest_country_fits_the_six_digits() -> None:
    people = Population(2022, MAX_PEOPLE // BLOCK * BLOCK)

    assert len(people.unknown_identity(MAX_PEOPLE)) == 12
    assert people.index_of(people.identity(people.size - 1)) == people.size - 1
    assert people.families == people.size // BLOCK * FAMILIES


def test_another_seed_is_another_country() -> None:
    assert Population(2023, SMALL.size).person(0) != SMALL.person(0)
