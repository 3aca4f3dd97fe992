"""What a service did lately: numbers that a list of the calls would give too, without the list."""

import statistics
import tracemalloc
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.health import PERIOD_S, SLICE_S, Ended, Health

SERVICE = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
START_MS = 1_795_330_800_000

calls = st.builds(
    Ended,
    now_ms=st.integers(START_MS, START_MS + (PERIOD_S - SLICE_S) * 1000),
    succeeded=st.booleans(),
    duration_ms=st.integers(0, 300_000),
    request_bytes=st.integers(0, 1 << 24),
    response_bytes=st.integers(0, 1 << 24),
)


def ended(now_ms: int, *, succeeded: bool = True) -> Ended:
    return Ended(
        now_ms=now_ms, succeeded=succeeded, duration_ms=5, request_bytes=100, response_bytes=900
    )


def event(health: Health, now_ms: int) -> Mapping[str, Any]:
    """The only service's line in the report."""
    events: Any = health.report(now_ms, lambda _: "OPENAPI3")["servicesEvents"]
    (only,) = events
    found: Mapping[str, Any] = only
    return found


@given(st.lists(calls, min_size=1, max_size=50))
def test_the_statistics_are_those_of_the_calls_that_succeeded(ended: list[Ended]) -> None:
    health = Health(START_MS)
    for each in sorted(ended, key=lambda each: each.now_ms):
        health.record(SERVICE, each)

    found = event(health, START_MS + (PERIOD_S - SLICE_S) * 1000)["lastPeriodStatistics"]

    good = [each for each in ended if each.succeeded]
    assert found["successfulRequestCount"] == len(good)
    assert found["unsuccessfulRequestCount"] == len(ended) - len(good)
    measured = {
        ("requestMinDuration", "requestAverageDuration", "requestMaxDuration", "DurationStdDev"): [
            each.duration_ms for each in good
        ],
        ("responseMinSize", "responseAverageSize", "responseMaxSize", "SizeStdDev"): [
            each.response_bytes for each in good
        ],
    }
    for (least, mean, greatest, deviation), values in measured.items():
        assert (least in found) == bool(values)
        if values:
            side = least.partition("Min")[0]
            assert (found[least], found[greatest]) == (min(values), max(values))
            assert found[mean] == pytest.approx(statistics.fmean(values), abs=0.001)
            expected = statistics.pstdev(values)
            assert found[f"{side}{deviation}"] == pytest.approx(expected, abs=0.002, rel=1e-6)


def test_what_was_longer_ago_than_the_period_is_forgotten_but_not_when_it_was() -> None:
    health = Health(START_MS)
    health.record(SERVICE, ended(START_MS))
    health.record(SERVICE, ended(START_MS + 1, succeeded=False))

    found = event(health, START_MS + PERIOD_S * 1000)

    assert found["lastPeriodStatistics"] == {
        "successfulRequestCount": 0,
        "unsuccessfulRequestCount": 0,
    }
    assert found["lastSuccessfulRequestTimestamp"] == START_MS
    assert found["lastUnsuccessfulRequestTimestamp"] == START_MS + 1


def test_a_call_counts_for_the_whole_period_but_its_last_slice() -> None:
    health = Health(START_MS)
    health.record(SERVICE, ended(START_MS))

    found = event(health, START_MS + (PERIOD_S - SLICE_S) * 1000)

    assert found["lastPeriodStatistics"]["successfulRequestCount"] == 1


def test_the_report_names_start_period_and_type() -> None:
    health = Health(START_MS)
    assert health.report(START_MS, lambda _: None) == {
        "monitoringStartupTimestamp": START_MS,
        "statisticsPeriodSeconds": 600,
        "servicesEvents": [],
    }

    health.record(SERVICE, ended(START_MS))

    assert event(health, START_MS)["serviceType"] == "OPENAPI3"
    nameless: Any = health.report(START_MS, lambda _: None)["servicesEvents"]
    assert "serviceType" not in nameless[0]


def test_memory_does_not_grow_with_the_calls() -> None:
    health = Health(START_MS)
    for position in range(20_000):
        health.record(SERVICE, ended(START_MS + position * 100))

    tracemalloc.start()
    for position in range(20_000, 60_000):
        health.record(SERVICE, ended(START_MS + position * 100))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < 100_000
