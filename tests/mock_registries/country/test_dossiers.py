"""Dossiers: by day, by minute, by number and by enterprise, all the same ones."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.dossiers import CLOSES, FIRST_DAY, FOUNDING, OPENS, Dossiers
from mock_registries.country.figures import DOSSIERS_IN_2022, FOUNDED_IN_2022

COUNTRY = Country()
DOSSIERS = COUNTRY.dossiers
LATER = Country(as_of=date(2023, 6, 15))
SMALL = Country(scale=0.001)
LAST_FRIDAY = date(2022, 12, 30)
days = st.dates(min_value=date(2009, 1, 1), max_value=date(2024, 12, 31))
open_days = st.dates(min_value=FIRST_DAY, max_value=COUNTRY.as_of).filter(
    lambda day: DOSSIERS.count(day, day) > 0
)
minutes = st.integers(min_value=0, max_value=24 * 60)


def _in_year(dossiers: Dossiers, year: int) -> int:
    return dossiers.count(date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize("scale", [1, 0.01, 0.002, 1e-4])
def test_2022_has_its_figure_at_every_scale(scale: float) -> None:
    country = Country(scale=scale)

    assert _in_year(country.dossiers, 2022) == round(DOSSIERS_IN_2022 * scale)


def test_every_founding_of_2022_is_a_dossier() -> None:
    register = SMALL.enterprises
    foundings = {
        dossier.enterprise
        for dossier in SMALL.dossiers.page(date(2022, 1, 1), date(2022, 12, 31), 0, 1000)
        if dossier.kind == FOUNDING
    }
    founded = range(register.founded_before(date(2022, 1, 1)), register.size)

    assert foundings == {register.at_founding_place(place) for place in founded}
    assert len(foundings) == round(FOUNDED_IN_2022 * 0.001)


def test_other_years_have_as_many_changes_for_each_enterprise_that_exists() -> None:
    register = COUNTRY.enterprises

    def changes_per_thousand(year: int) -> int:
        begin, end = date(year, 1, 1), date(year + 1, 1, 1)
        existing, founded = register.founded_before(begin), register.founded_before(end)
        return (_in_year(DOSSIERS, year) - (founded - existing)) * 1000 // existing

    assert {changes_per_thousand(year) for year in range(2011, 2023)} <= {633, 634, 635}


@given(days)
def test_there_are_none_on_a_weekend_before_the_first_day_or_after_the_last(day: date) -> None:
    closed = day.weekday() > 4 or not FIRST_DAY <= day <= COUNTRY.as_of

    assert not closed or DOSSIERS.count(day, day) == 0


@given(open_days, st.integers(min_value=0, max_value=5000), st.integers(min_value=1, max_value=20))
def test_a_page_is_a_piece_of_the_day(day: date, offset: int, limit: int) -> None:
    count = DOSSIERS.count(day, day)
    page = DOSSIERS.page(day, day, offset, limit)

    assert len(page) == max(0, min(limit, count - offset))
    assert [dossier.number for dossier in page] == [
        f"{day:%y%m%d}{position + 1:06d}" for position in range(offset, offset + len(page))
    ]


@given(open_days, st.integers(min_value=0, max_value=10**6))
def test_a_dossier_is_found_by_its_number(day: date, turn: int) -> None:
    (dossier,) = DOSSIERS.page(day, day, turn % DOSSIERS.count(day, day), 1)

    assert DOSSIERS.find(dossier.number) == dossier
    assert dossier.received == day


@given(st.text(max_size=14) | st.from_regex(r"\A[0-9]{12}\Z"))
def test_any_text_can_be_looked_up_as_a_number(text: str) -> None:
    found = DOSSIERS.find(text)

    assert found is None or found.number == text


@given(open_days)
def test_the_number_behind_the_last_is_nobodys(day: date) -> None:
    assert DOSSIERS.find(f"{day:%y%m%d}{DOSSIERS.count(day, day) + 1:06d}") is None
    assert DOSSIERS.find(f"{day:%y%m%d}000000") is None


def test_a_page_runs_on_over_the_days_of_a_period() -> None:
    first, last = LAST_FRIDAY - timedelta(days=4), LAST_FRIDAY
    counts = [DOSSIERS.count(first + timedelta(n), first + timedelta(n)) for n in range(5)]
    page = DOSSIERS.page(first, last, counts[0] - 3, 10)

    assert DOSSIERS.count(first, last) == sum(counts)
    assert [dossier.received.day for dossier in page] == [26] * 3 + [27] * 7


def test_dossiers_come_in_during_office_hours_one_after_the_other() -> None:
    page = DOSSIERS.page(LAST_FRIDAY, LAST_FRIDAY, 0, 10_000)
    received = [dossier.minute for dossier in page]

    assert received == sorted(received)
    assert OPENS <= received[0] < OPENS + 5
    assert CLOSES - 5 < received[-1] < CLOSES


@pytest.mark.parametrize("country", [COUNTRY, SMALL], ids=["full", "small"])
@given(day=days, start=minutes, stop=minutes, limit=st.integers(min_value=1, max_value=5))
def test_what_came_in_between_two_minutes_is_that_piece_of_the_day(
    country: Country, day: date, start: int, stop: int, limit: int
) -> None:
    dossiers = country.dossiers
    early, late = dossiers.count_within(day, 0, start), dossiers.count_within(day, 0, stop)
    page = dossiers.page_within(day, start, stop, 0, limit)

    assert dossiers.count_within(day, start, stop) == max(0, late - early)
    assert page == dossiers.page(day, day, early, min(limit, max(0, late - early)))
    assert all(start <= dossier.minute < stop for dossier in page)
    assert dossiers.count_within(day, 0, 24 * 60) == dossiers.count(day, day)


def test_the_edges_of_a_span_are_exact() -> None:
    page = DOSSIERS.page(LAST_FRIDAY, LAST_FRIDAY, 0, 10_000)
    expected = Counter(dossier.minute for dossier in page)

    for minute in range(OPENS - 1, CLOSES + 1):
        assert DOSSIERS.count_within(LAST_FRIDAY, minute, minute + 1) == expected[minute]


@given(open_days, st.integers(min_value=0, max_value=10**6))
def test_a_dossier_is_about_an_enterprise_that_exists_and_lists_it(day: date, turn: int) -> None:
    (dossier,) = DOSSIERS.page(day, day, turn % DOSSIERS.count(day, day), 1)
    founded = COUNTRY.enterprises.founded(dossier.enterprise)

    assert founded == day if dossier.kind == FOUNDING else founded < day
    assert dossier in list(DOSSIERS.of_enterprise(dossier.enterprise))


def test_in_a_small_country_the_dossiers_of_the_enterprises_are_those_of_the_days() -> None:
    by_day = [
        dossier
        for year in range(2010, 2024)
        for dossier in SMALL.dossiers.page(date(year, 1, 1), date(year, 12, 31), 0, 10_000)
    ]
    by_enterprise = [
        dossier
        for index in range(SMALL.enterprises.size)
        for dossier in SMALL.dossiers.of_enterprise(index)
    ]

    assert len(set(by_day)) == len(by_day)
    assert sorted(by_enterprise) == sorted(by_day)


def test_an_enterprises_dossiers_are_in_the_order_of_time() -> None:
    for index in range(0, COUNTRY.enterprises.size, 40_000):
        numbers = [dossier.number for dossier in DOSSIERS.of_enterprise(index)]

        assert numbers == sorted(numbers)


def test_only_the_last_three_working_days_have_dossiers_in_progress() -> None:
    days = [LAST_FRIDAY - timedelta(days=back) for back in range(10)]
    pending = [
        day
        for day in days
        for dossier in DOSSIERS.page(day, day, 0, 300)
        if dossier.status == "Đang xử lý"
    ]

    assert set(pending) == {date(2022, 12, 28), date(2022, 12, 29), date(2022, 12, 30)}


def test_most_dossiers_are_granted_and_all_foundings_are() -> None:
    page = DOSSIERS.page(date(2022, 6, 1), date(2022, 6, 1), 0, 2000)
    statuses = Counter(dossier.status for dossier in page)

    assert statuses["Đã cấp"] > 0.8 * len(page)
    assert len(statuses) == 3
    assert {one.status for one in page if one.kind == FOUNDING} == {"Đã cấp"}


def test_a_later_date_adds_days_and_leaves_the_earlier_ones() -> None:
    june = date(2022, 6, 1)

    assert LATER.dossiers.page(june, june, 0, 50) == DOSSIERS.page(june, june, 0, 50)
    assert LATER.dossiers.count(date(2023, 1, 1), date(2023, 6, 15)) > 200_000
    assert LATER.dossiers.count(date(2023, 6, 16), date(2023, 12, 31)) == 0
