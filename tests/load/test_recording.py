"""Percentiles are exact, by nearest rank."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndxp.load.recording import Outcome, Recording, Times, distribution_ms, percentile

HUNDRED = [n / 1000 for n in range(1, 101)]


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 0.050), (0.9, 0.090), (0.99, 0.099), (0.999, 0.100), (1.0, 0.100)]
)
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile(HUNDRED, share) == value


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.001, 1))
def test_the_share_is_reached_and_by_no_smaller_value(values: list[float], share: float) -> None:
    ordered = sorted(values)

    found = percentile(ordered, share)

    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-6
    assert sum(value < found for value in ordered) < share * len(ordered)


def test_a_distribution_is_in_milliseconds_and_needs_no_order() -> None:
    found = distribution_ms(array("d", reversed(HUNDRED)))

    assert found == {
        "p50": 50,
        "p90": 90,
        "p95": 95,
        "p99": 99,
        "p99.9": 100,
        "max": 100,
        "mean": 50.5,
    }


def test_nothing_measured_is_not_zero() -> None:
    assert set(distribution_ms(array("d")).values()) == {None}


def test_latency_begins_when_the_call_was_due() -> None:
    recording = Recording(sent=1)
    outcome = Outcome(label="200", answered=True, good=True, found=False)

    recording.add(outcome, Times(intended=1.0, sent=1.5, ended=1.75))

    assert list(recording.latency_s) == [0.75]
    assert list(recording.service_s) == [0.25]
    assert list(recording.lag_s) == [0.5]
    assert (recording.late, recording.found, recording.in_flight) == (1, 0, 0)
