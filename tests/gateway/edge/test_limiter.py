"""How much a client may ask for, on a clock that the test moves."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.edge.limiter import Limiter
from gateway.errors import TooManyRequestsError
from gateway.network import Allowance, Subsystem, load_network
from tests.gateway.members import CLIENT, OTHER_CLIENT, SMALL, ManualClock

NETWORK = load_network(SMALL)


def client(
    rate: int | None = None, burst: int = 1, in_flight: int | None = None, of: object = CLIENT
) -> Subsystem:
    allowance = Allowance(rate_per_s=rate, burst=burst, max_in_flight=in_flight)
    subsystem = next(each for each in NETWORK.subsystems.values() if each.id == of)
    return replace(subsystem, allowance=allowance)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def call(limiter: Limiter, subsystem: Subsystem) -> int | None:
    """One short call; what Retry-After would say, None if it got through."""
    try:
        with limiter.admit(subsystem):
            return None
    except TooManyRequestsError as error:
        return error.retry_after_s


def test_the_shipped_consumers_have_no_bounds(clock: ManualClock) -> None:
    limiter = Limiter(clock)
    subsystem = NETWORK.subsystems[CLIENT]

    with ExitStack() as running:
        for _ in range(1000):
            running.enter_context(limiter.admit(subsystem))


def test_a_burst_is_let_through_and_then_the_rate_counts(clock: ManualClock) -> None:
    limiter, subsystem = Limiter(clock), client(rate=2, burst=3)

    assert [call(limiter, subsystem) for _ in range(5)] == [None, None, None, 1, 1]
    clock.advance(0.5)
    assert [call(limiter, subsystem) for _ in range(2)] == [None, 1]
    clock.advance(60)
    assert [call(limiter, subsystem) for _ in range(4)] == [None, None, None, 1]


def test_who_is_refused_does_not_wait_longer_for_it(clock: ManualClock) -> None:
    limiter, subsystem = Limiter(clock), client(rate=1)
    assert [call(limiter, subsystem) for _ in range(100)] == [None] + [1] * 99

    clock.advance(1)

    assert call(limiter, subsystem) is None


def test_calls_at_a_time_are_counted_until_they_end(clock: ManualClock) -> None:
    limiter, subsystem = Limiter(clock), client(in_flight=2)

    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(limiter.admit(subsystem))
        assert call(limiter, subsystem) == 1
    assert call(limiter, subsystem) is None


def test_a_call_that_fails_gives_its_place_back(clock: ManualClock) -> None:
    limiter, subsystem = Limiter(clock), client(in_flight=1)

    with pytest.raises(ZeroDivisionError), limiter.admit(subsystem):
        raise ZeroDivisionError

    assert call(limiter, subsystem) is None


def test_one_client_does_not_use_up_what_another_has(clock: ManualClock) -> None:
    limiter = Limiter(clock)
    ours, theirs = client(rate=1), client(rate=1, of=OTHER_CLIENT)

    assert [call(limiter, each) for each in (ours, ours, theirs)] == [None, 1, None]


@given(
    rate=st.integers(1, 50),
    burst=st.integers(1, 20),
    gaps=st.lists(st.integers(0, 3000), min_size=1, max_size=60),
)
def test_no_second_sees_more_than_the_burst_and_the_rate(
    rate: int, burst: int, gaps: list[int]
) -> None:
    clock = ManualClock()
    limiter, subsystem = Limiter(clock), client(rate=rate, burst=burst)
    passed: list[int] = []

    for gap in gaps:
        clock.ms += gap
        wait_s = call(limiter, subsystem)
        if wait_s is None:
            passed.append(clock.ms)
        else:
            assert 1 <= wait_s <= 1 + burst / rate

    for start in passed:
        assert sum(start <= each < start + 1000 for each in passed) <= burst + rate
