"""Faults of the way back, before anybody carries them out."""

from statistics import median

import pytest

from tests.mock_registries.faults.scenes import Desk, call

UNIFORM = "latency;distribution=uniform;seconds=1;most_seconds=3"
LOG_NORMAL = "latency;distribution=log_normal;seconds=2;sigma=0.5"


def waits(desk: Desk, fault: str, count: int = 200) -> list[float]:
    request = call(desk.registries, "thuadat")
    return [desk.ask(request, fault).wait_s for _ in range(count)]


def test_a_uniform_time_lies_between_its_ends(desk: Desk) -> None:
    found = waits(desk, UNIFORM)

    assert 1 <= min(found) < 1.2
    assert 2.8 < max(found) <= 3


def test_half_of_the_log_normal_times_are_above_their_median(desk: Desk) -> None:
    found = waits(desk, LOG_NORMAL)

    assert 1.7 < median(found) < 2.3
    assert max(found) > 4


def test_an_answer_says_how_long_it_waited(desk: Desk) -> None:
    sending = desk.sample("thuadat", UNIFORM)

    assert sending.answer.headers["X-NDXP-Fault"].endswith(f";waited_s={sending.wait_s:.3f}")


@pytest.mark.parametrize("fault", [UNIFORM, LOG_NORMAL])
def test_the_same_run_waits_for_the_same_times(desk: Desk, fault: str) -> None:
    again = Desk(desk.registries)

    assert waits(desk, fault) == waits(again, fault)


def test_no_time_is_longer_than_ten_minutes(desk: Desk) -> None:
    assert max(waits(desk, "latency;distribution=log_normal;seconds=500;sigma=3")) == 600


def test_a_trickle_ends_within_ten_minutes(desk: Desk) -> None:
    sending = desk.sample("TraCuuThongTinCongDan", "slow_trickle;bytes_per_s=1")

    assert len(sending.answer.body) > 600
    assert len(sending.answer.body) / sending.bytes_per_s <= 600
