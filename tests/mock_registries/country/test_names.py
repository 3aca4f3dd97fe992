"""Names: the Vietnamese order, normal forms, and how they are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import names

numbers = st.integers(min_value=0, max_value=2**16 - 1)
years = st.integers(min_value=1920, max_value=2022)


@given(numbers, numbers, numbers, st.booleans(), years)
def test_a_name_is_surname_middle_and_given_name_in_normal_form(
    first: int, second: int, third: int, male: bool, year: int
) -> None:
    surname, given_name = names.surname(first, southern=False), names.given_name(third, male=male)
    name = names.full_name(surname, given_name, second, male=male, year=year)

    words = name.split(" ")
    assert (words[0], words[-1]) == (surname, given_name)
    assert 3 <= len(words) <= 4
    assert words[-2] != words[-1]
    assert unicodedata.is_normalized("NFC", name)


def test_the_south_spells_two_surnames_in_its_own_way() -> None:
    north = {names.surname(number, southern=False) for number in range(2**16)}
    south = {names.surname(number, southern=True) for number in range(2**16)}

    assert north - south == {"Hoàng", "Vũ"}
    assert south - north == {"Huỳnh", "Võ"}


def share_of_middle_name(middle: str, *, male: bool, year: int) -> float:
    made = [names.full_name("Lê", "X", number, male=male, year=year) for number in range(2**16)]
    return sum(middle in name.split()[1:-1] for name in made) / len(made)


@pytest.mark.parametrize(("middle", "male"), [("Thị", False), ("Văn", True)])
def test_the_typical_middle_names_become_rarer_from_cohort_to_cohort(
    middle: str, male: bool
) -> None:
    old, grown, young = (
        share_of_middle_name(middle, male=male, year=year) for year in (1950, 1985, 2015)
    )

    assert old > 1.2 * grown > 2 * young > 0.2
    assert share_of_middle_name(middle, male=not male, year=1950) == 0


def test_names_are_compared_without_regard_to_case_form_and_spaces() -> None:
    decomposed = unicodedata.normalize("NFD", "  NGUYỄN  Thị Hằng ")

    assert names.folded(decomposed) == "nguyễn thị hằng"
    assert names.folded("Hà") != names.folded("Ha")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Đặng Thị Ánh Nguyệt", "dang thi anh nguyet"),
        ("ĐỖ ƯỚC", "do uoc"),
        (unicodedata.normalize("NFD", "Vương Quốc Đường"), "vuong quoc duong"),
        ("", ""),
    ],
)
def test_a_bare_name_has_no_diacritics(name: str, bare: str) -> None:
    assert names.bare(name) == bare


@given(st.text())
def test_baring_a_name_twice_changes_nothing(text: str) -> None:
    assert names.bare(names.bare(text)) == names.bare(text)


@given(numbers, st.booleans())
def test_a_given_name_is_among_those_that_a_bare_name_may_mean(number: int, male: bool) -> None:
    given_name = names.given_name(number, male=male)

    assert given_name in names.given_names(f"nguyen {names.bare(given_name)}", male=male)


def test_no_given_name_is_meant_by_an_unknown_word() -> None:
    assert names.given_names("Nguyễn Văn Xyz", male=True) == frozenset()
    assert names.given_names("", male=False) == frozenset()
