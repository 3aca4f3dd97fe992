"""When calls are due."""

import pytest

from ndxp.load.schedule import ConstantRate


def test_arrivals_have_equal_distances_from_zero() -> None:
    schedule = ConstantRate(rate=4, duration_s=1)

    assert list(schedule.arrivals()) == [0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize(
    ("rate", "duration_s", "size"),
    [(50, 10, 500), (0.1, 30, 3), (3, 0.5, 2), (0.5, 1, 1), (1000, 0.001, 1)],
)
def test_every_arrival_is_before_the_end(rate: float, duration_s: float, size: int) -> None:
    schedule = ConstantRate(rate=rate, duration_s=duration_s)

    arrivals = list(schedule.arrivals())

    assert len(arrivals) == schedule.size == size
    assert arrivals[-1] < duration_s


def test_a_schedule_is_the_same_every_time() -> None:
    schedule = ConstantRate(rate=7, duration_s=3)

    assert list(schedule.arrivals()) == list(schedule.arrivals())
