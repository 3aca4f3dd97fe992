"""The open loop: calls start when they are due, whatever became of those before.

A closed loop waits for an answer before it sends again, so a server that stalls is asked less just
then, and its percentiles look well ("coordinated omission"). Here the wait is part of the latency.
"""

import asyncio
from typing import Final, Protocol

from gateway.clock import Clock
from ndxp.load.recording import Outcome, Recording, Times
from ndxp.load.schedule import Schedule

MAX_IN_FLIGHT: Final = 2048


class Caller(Protocol):
    """Makes one call. May be called concurrently; ends by itself; raises nothing."""

    async def call(self, number: int) -> Outcome:
        """Make the call for arrival `number` (from 0)."""
        ...


async def generate(
    schedule: Schedule,
    caller: Caller,
    recording: Recording,
    clock: Clock,
    max_in_flight: int = MAX_IN_FLIGHT,
) -> None:
    """Make every call of the schedule and return when the last has ended; fills `recording`.

    An arrival that finds `max_in_flight` calls under way is dropped, which counts as an error.
    """
    start = clock.monotonic()
    async with asyncio.TaskGroup() as calls:
        for number, offset in enumerate(schedule.arrivals()):
            intended = start + offset
            # Behind the schedule it still gives way once, so that answers are taken in.
            await asyncio.sleep(max(0.0, intended - clock.monotonic()))
            if recording.in_flight >= max_in_flight:
                recording.drop()
                continue
            recording.sent += 1
            calls.create_task(_call(caller, number, intended, recording, clock))
    recording.elapsed_s = max(clock.monotonic() - start, schedule.duration_s)


async def _call(
    caller: Caller, number: int, intended: float, recording: Recording, clock: Clock
) -> None:
    sent = clock.monotonic()
    outcome = await caller.call(number)
    recording.add(outcome, Times(intended=intended, sent=sent, ended=clock.monotonic()))
