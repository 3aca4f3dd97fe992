"""So many callers, each of which waits for its answer before it calls again.

This measures what a server can do (rate) and what one call costs (latency). It says nothing about how
long people wait when there are more calls than that: `ndxp load run` does.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

from ndxp.load.recording import percentile

Call = Callable[[int], Awaitable[bool]]
"""Make call number n; whether its answer was the one that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measurement of one row at one number of calls in flight."""

    rate: float  # good answers a second, after the warm-up
    p50_ms: float
    p99_ms: float
    calls: int  # everything that was called, warm-up included
    errors: int
    connections: int = 0  # that an HTTP client opened for it


@dataclass(slots=True, kw_only=True)
class _Tally:
    latency_s: list[float] = field(default_factory=list)
    calls: int = 0
    errors: int = 0

    @classmethod
    async def of(cls, call: Call, in_flight: int, warm_s: float, until_s: float) -> Self:
        tally = cls()
        async with asyncio.TaskGroup() as callers:
            for _ in range(in_flight):
                callers.create_task(tally.keep_calling(call, warm_s, until_s))
        return tally

    async def keep_calling(self, call: Call, warm: float, until: float) -> None:
        while (sent := time.perf_counter()) < until:
            self.calls += 1
            good = await call(self.calls)
            ended = time.perf_counter()
            self.errors += not good
            if good and warm <= ended < until:
                self.latency_s.append(ended - sent)


async def measure(call: Call, in_flight: int, seconds: float, warm_up_s: float) -> Measured:
    """Keep `in_flight` calls going for `seconds` after the warm-up; ends what it began."""
    warm = time.perf_counter() + warm_up_s
    tally = await _Tally.of(call, in_flight, warm, warm + seconds)
    ordered = sorted(tally.latency_s)
    return Measured(
        rate=len(ordered) / seconds,
        p50_ms=statistics.median(ordered) * 1000 if ordered else 0.0,
        p99_ms=percentile(ordered, 0.99) * 1000 if ordered else 0.0,
        calls=tally.calls,
        errors=tally.errors,
    )
