"""The open loop: nobody waits for answers."""

import time
from collections.abc import Callable
from typing import Protocol

from gateway.clock import SystemClock
from ndxp.load.generator import generate
from ndxp.load.recording import Outcome, Recording
from ndxp.load.schedule import ConstantRate


class Caller(Protocol):
    called: list[int]

    async def call(self, number: int) -> Outcome: ...


MakeCaller = Callable[[float], Caller]


async def test_calls_start_although_none_was_answered(slow_caller: MakeCaller) -> None:
    caller, recording = slow_caller(0.4), Recording()
    began = time.monotonic()

    await generate(ConstantRate(rate=100, duration_s=0.2), caller, recording, SystemClock())

    assert caller.called == list(range(20))
    assert recording.answered == recording.sent == 20
    assert time.monotonic() - began < 2  # one after another they would take 8 s


async def test_arrivals_beyond_the_bound_are_dropped_and_counted(slow_caller: MakeCaller) -> None:
    caller, recording = slow_caller(0.5), Recording()
    schedule = ConstantRate(rate=1000, duration_s=0.01)

    await generate(schedule, caller, recording, SystemClock(), max_in_flight=3)

    assert (recording.sent, recording.dropped, recording.planned) == (3, 7, 10)
    assert recording.outcomes == {"200": 3, "dropped": 7}


async def test_the_run_lasts_as_long_as_its_schedule(slow_caller: MakeCaller) -> None:
    recording = Recording()

    await generate(ConstantRate(rate=4, duration_s=0.5), slow_caller(0), recording, SystemClock())

    assert recording.elapsed_s >= 0.5


class BlockingCaller:
    """Keeps the event loop busy, as a generator does that has too much to do."""

    async def call(self, number: int) -> Outcome:
        time.sleep(0.02)  # noqa: ASYNC251  that is the point
        return Outcome(label="200", answered=True, good=True, found=True)


async def test_a_generator_that_cannot_keep_up_knows_it() -> None:
    recording = Recording()

    await generate(
        ConstantRate(rate=200, duration_s=0.2), BlockingCaller(), recording, SystemClock()
    )

    assert recording.late > 20
    assert max(recording.lag_s) > 0.1
    assert max(recording.latency_s) > 0.1
