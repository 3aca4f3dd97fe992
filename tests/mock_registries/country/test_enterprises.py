"""Enterprises: codes and days both ways, and the shape of the whole register."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from mock_registries.country import Country, industries
from mock_registries.country.enterprises import ACTIVE, DISSOLVED
from mock_registries.country.figures import ENTERPRISES, FOUNDED_IN_2022
from mock_registries.country.permutation import permute
from mock_registries.country.taxcodes import check_digit

COUNTRY = Country()
SMALL = Country(scale=1e-4)
REGISTER = COUNTRY.enterprises
SAMPLED = [permute(turn, REGISTER.size, 7) for turn in range(3000)]
indices = st.integers(min_value=0, max_value=REGISTER.size - 1)
days = st.dates(min_value=date(1985, 1, 1), max_value=date(2026, 12, 31))


@given(indices)
def test_a_tax_code_leads_back_to_its_enterprise(index: int) -> None:
    code = REGISTER.code(index)

    assert REGISTER.index_of(code) == index
    assert REGISTER.by_code(code) == REGISTER.enterprise(index)


@given(st.from_regex(r"\A[0-9]{10}\Z"))
def test_ten_digits_are_nobodys_or_belong_to_the_enterprise_found(code: str) -> None:
    index = REGISTER.index_of(code)

    assert index is None or REGISTER.code(index) == code


@given(st.text(max_size=15) | st.from_regex(r"\A[0-9]{10}-[0-9]{3}\Z"))
def test_any_text_can_be_looked_up(text: str) -> None:
    found = REGISTER.by_code(text)

    assert found is None or found.code == text


@given(indices)
def test_a_third_party_accepts_every_code(index: int) -> None:
    code = REGISTER.code(index)

    assert mst.validate(code) == code
    assert mst.is_valid(f"{code}-001")


def test_no_two_enterprises_share_a_code() -> None:
    codes = {REGISTER.code(index) for index in range(0, REGISTER.size, 20)}

    assert len(codes) == len(range(0, REGISTER.size, 20))


def test_a_small_country_has_each_of_its_codes_once() -> None:
    register = SMALL.enterprises
    codes = [register.code(index) for index in range(register.size)]

    assert len(set(codes)) == register.size == 104
    assert [register.index_of(code) for code in codes] == list(range(register.size))


@given(st.integers(min_value=0, max_value=10**9))
def test_an_unknown_code_is_valid_and_was_never_issued(number: int) -> None:
    code = REGISTER.unknown_code(number)

    assert mst.is_valid(code)
    assert REGISTER.by_code(code) is None


def test_the_check_digit_is_that_of_a_published_tax_code() -> None:
    assert check_digit("010010910") == 6  # a telecommunications group's


@given(indices)
def test_branches_are_found_by_their_suffix_up_to_the_last(index: int) -> None:
    count = REGISTER.branches(index)
    code = REGISTER.code(index)

    for number in range(1, count + 1):
        branch = REGISTER.by_code(f"{code}-{number:03d}")
        assert branch == REGISTER.branch(index, number)
        assert branch.code == f"{code}-{number:03d}"
        assert branch.founded >= REGISTER.founded(index)
    assert REGISTER.by_code(f"{code}-{count + 1:03d}") is None
    assert REGISTER.by_code(f"{code}-000") is None


@given(indices)
def test_what_is_computed_alone_agrees_with_the_record(index: int) -> None:
    enterprise = REGISTER.enterprise(index)

    assert enterprise.code == REGISTER.code(index)
    assert enterprise.name == REGISTER.name(index)
    assert enterprise.status == REGISTER.status(index)
    assert enterprise.founded == REGISTER.founded(index)
    assert (enterprise.status == ACTIVE) == REGISTER.active(index)


@given(indices)
def test_the_shares_are_of_different_people_and_make_a_hundred(index: int) -> None:
    enterprise = REGISTER.enterprise(index)
    owners = [share.person.index for share in enterprise.shares]

    assert sum(share.percent for share in enterprise.shares) == 100
    assert all(share.percent >= 5 for share in enterprise.shares)
    assert len(set(owners)) == len(owners)
    assert enterprise.capital % 100 == 0


@given(indices)
def test_the_form_fits_the_number_of_owners(index: int) -> None:
    enterprise = REGISTER.enterprise(index)
    least = {
        "Doanh nghiệp tư nhân": 1,
        "Công ty trách nhiệm hữu hạn một thành viên": 1,
        "Công ty trách nhiệm hữu hạn hai thành viên trở lên": 2,
        "Công ty cổ phần": 3,
    }[enterprise.kind]

    assert len(enterprise.shares) >= least
    assert least > 1 or len(enterprise.shares) == 1


def test_forms_and_statuses_have_plausible_shares() -> None:
    sampled = [REGISTER.enterprise(index) for index in SAMPLED]
    forms = Counter(enterprise.kind for enterprise in sampled)
    statuses = Counter(enterprise.status for enterprise in sampled)

    assert 0.62 < statuses[ACTIVE] / len(sampled) < 0.75
    assert 0.15 < statuses[DISSOLVED] / len(sampled) < 0.30
    assert 0.48 < forms["Công ty trách nhiệm hữu hạn một thành viên"] / len(sampled) < 0.56
    assert 0.11 < forms["Công ty cổ phần"] / len(sampled) < 0.18
    assert 0.05 < forms["Doanh nghiệp tư nhân"] / len(sampled) < 0.11


def test_the_old_are_dissolved_more_often_than_the_new() -> None:
    def dissolved(places: range) -> int:
        indices = map(REGISTER.at_founding_place, places)
        return sum(REGISTER.status(index) == DISSOLVED for index in indices)

    assert dissolved(range(1000)) > 350
    assert dissolved(range(REGISTER.size - 1000, REGISTER.size)) < 20


def test_half_the_enterprises_are_in_the_two_largest_cities() -> None:
    prefixes = Counter(REGISTER.code(index)[:2] for index in SAMPLED)

    assert 0.30 < prefixes["03"] / len(SAMPLED) < 0.37
    assert 0.18 < prefixes["01"] / len(SAMPLED) < 0.25
    assert len(prefixes) == 63


@given(indices)
def test_an_enterprise_is_among_those_founded_on_its_day(index: int) -> None:
    founded = REGISTER.founded(index)
    place = REGISTER.founding_place(index)

    assert founded.weekday() < 5
    assert 1991 <= founded.year <= 2022
    assert place in REGISTER.founded_on(founded)
    assert REGISTER.at_founding_place(place) == index


@given(days)
def test_places_follow_each_other_day_by_day(day: date) -> None:
    places = REGISTER.founded_on(day)

    assert places.start == REGISTER.founded_before(day)
    assert places.stop == REGISTER.founded_before(day + timedelta(days=1))
    assert day.weekday() < 5 or not places
    assert all(
        REGISTER.founded(REGISTER.at_founding_place(place)) == day
        for place in (*places[:1], *places[-1:])
    )


@pytest.mark.parametrize("scale", [2, 1, 0.1, 0.001, 1e-4])
def test_the_last_year_has_its_figure_and_the_years_make_the_size(scale: float) -> None:
    register = Country(scale=scale).enterprises
    yearly = [
        register.founded_before(date(year + 1, 1, 1)) - register.founded_before(date(year, 1, 1))
        for year in range(1991, 2023)
    ]

    assert sum(yearly) == register.size == round(ENTERPRISES * scale)
    assert yearly[-1] == round(FOUNDED_IN_2022 * scale)


def test_foundings_are_few_before_2000_and_rise_with_the_years() -> None:
    before = {year: REGISTER.founded_before(date(year, 1, 1)) for year in range(1991, 2024)}

    assert before[2000] < 0.01 * REGISTER.size
    assert before[2005] < before[2010] - before[2005] < before[2020] - before[2015]
    assert sum(len(REGISTER.founded_on(date(2022, 1, 1) + timedelta(n))) for n in range(365)) == (
        FOUNDED_IN_2022
    )


def test_lines_of_business_have_the_shares_of_their_sections() -> None:
    codes = [activity.code for activity in industries.ACTIVITIES]

    assert len(codes) == len(set(codes)) == 61
    assert all(re.fullmatch("[0-9]{4}", code) for code in codes)
    assert (len(industries.TRADE), len(industries.MANUFACTURING)) == (22, 8)
    assert len(industries.CONSTRUCTION) == 8


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_an_enterprise_has_one_to_five_different_lines_the_main_one_first(key: int) -> None:
    chosen = industries.choose(key)

    assert 1 <= len(set(chosen)) == len(chosen) <= 5
    assert chosen[0][0] == industries.main(key).code


@given(indices)
def test_the_name_says_form_and_main_line(index: int) -> None:
    enterprise = REGISTER.enterprise(index)
    words = {activity.code: activity.word for activity in industries.ACTIVITIES}

    assert f" {words[enterprise.activities[0][0]]} " in enterprise.name
    assert enterprise.name == enterprise.name.upper()
