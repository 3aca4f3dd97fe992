"""The population registry's synchronisation: pages of records that changed in a period."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.population.changes import ChangeLog
from mock_registries.wire import NativeResponse
from tests.mock_registries.citizens import N, content, leading

Soap = Callable[..., NativeResponse]
EVER = 2_000_000_000_000
YEAR_MS = 365 * 24 * 60 * 60 * 1000


@pytest.fixture(scope="module")
def small() -> Country:
    return Country(scale=1e-5)


def page(soap: Soap, first_ms: int, last_ms: int, page: int, size: int) -> tuple[list[str], str]:
    """Ask for a page; return the identity numbers on it and the registry's note."""
    given = {"TuNgay": first_ms, "DenNgay": last_ms, "Loai": 1, "Trang": page, "SoBanGhi": size}
    parts = [f"<{name}>{value}</{name}>" for name, value in given.items()]
    found = content(soap("TraCuuThongTinCongDan", *leading(), *parts))
    numbers = [one.findtext(f"{N}SoDinhDanh") or "" for one in found.findall(f"{N}CongDan")]
    assert found.get("SoCongDan") == str(len(numbers))
    return numbers, found.get("GhiChu") or ""


def test_everybody_born_by_then_is_on_one_page(small: Country) -> None:
    log = ChangeLog(small)
    people = [small.population.person(index) for index in range(small.population.size)]

    listed = list(log.people(log.places(0, EVER)))

    assert len({person.index for person in listed}) == len(listed)
    missing = {person.index for person in people} - {person.index for person in listed}
    assert all(people[index].year == 2022 for index in missing)


def test_a_record_is_on_the_page_of_its_moment_and_on_no_other(small: Country) -> None:
    log = ChangeLog(small)

    for index in range(0, small.population.size, 7):
        if small.population.person(index).year == 2022:
            continue
        moment = log.changed_ms(index)
        at = [person.index for person in log.people(log.places(moment, moment))]
        before = [person.index for person in log.people(log.places(0, moment - 1))]
        assert index in at
        assert index not in before


def test_changes_lie_in_the_year_that_ends_with_as_of(small: Country) -> None:
    end_ms = int(datetime(2022, 12, 31, 17, tzinfo=UTC).timestamp() * 1000)
    moments = [ChangeLog(small).changed_ms(index) for index in range(small.population.size)]

    assert end_ms - YEAR_MS <= min(moments)
    assert max(moments) < end_ms
    assert len(ChangeLog(small).places(end_ms, EVER)) == 0


@given(st.lists(st.integers(1_640_000_000_000, 1_673_000_000_000), min_size=3, max_size=3))
def test_periods_that_follow_each_other_share_no_record_and_leave_none_out(
    country: Country, moments: list[int]
) -> None:
    log = ChangeLog(country)
    first, middle, last = sorted(moments)

    earlier, later = log.places(first, middle - 1), log.places(middle, last)
    whole = log.places(first, last)

    assert (earlier.start, earlier.stop, later.stop) == (whole.start, later.start, whole.stop)
    assert all(first <= moment <= last for moment in ends(log, whole))


def ends(log: ChangeLog, places: range) -> list[int]:
    """The moments of the first and the last record of a range of places."""
    outer = (*log.people(places[:1]), *log.people(places[-1:]))
    return [log.changed_ms(person.index) for person in outer]


def test_pages_follow_each_other_without_gap_or_repetition(country: Country, soap: Soap) -> None:
    first_ms = ChangeLog(country).changed_ms(17)
    last_ms = first_ms + 10_000

    whole, note = page(soap, first_ms, last_ms, 1, 100)
    thirds = [page(soap, first_ms, last_ms, turn, 12)[0] for turn in (1, 2, 3)]

    assert note == "Trang 1/1"
    assert len(whole) > 24
    assert [number for third in thirds for number in third] == whole


def test_a_page_behind_the_last_is_empty(country: Country, soap: Soap) -> None:
    assert page(soap, EVER, EVER, 1, 10) == ([], "Trang 1/0")
    assert page(soap, 0, EVER, 10**14, 10)[0] == []


def test_the_last_page_of_the_whole_country_costs_no_more_than_the_first(
    country: Country,
) -> None:
    log = ChangeLog(country)
    places = log.places(0, EVER)

    began = time.perf_counter()
    last = list(log.people(places[-100:]))

    assert time.perf_counter() - began < 1
    assert len(places) == country.population.size
    assert len(last) > 90
