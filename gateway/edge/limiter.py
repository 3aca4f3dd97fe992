"""How much each client may ask for, so that one of them cannot use up what is there for all."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.clock import Clock
from gateway.errors import TooManyRequestsError
from gateway.message import SubsystemId
from gateway.network import Allowance, Subsystem


@dataclass(slots=True)
class Use:
    """What a client is using: its calls that run, and when its next one would be just in time."""

    in_flight: int = 0
    due_s: float = -math.inf


class Limiter:
    """Counts calls of clients that have proven who they are; holds as many as have bounds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._uses: dict[SubsystemId, Use] = {}

    @contextmanager
    def admit(self, client: Subsystem) -> Iterator[None]:
        """Within, a call of this client runs; raises TooManyRequestsError if it has to wait."""
        allowance = client.allowance
        if allowance.rate_per_s is None and allowance.max_in_flight is None:
            yield
            return
        use = self._uses.setdefault(client.id, Use())
        if allowance.max_in_flight is not None and use.in_flight >= allowance.max_in_flight:
            raise TooManyRequestsError(f"{allowance.max_in_flight} at a time", 1)
        self._take(use, allowance)
        use.in_flight += 1
        try:
            yield
        finally:
            use.in_flight -= 1

    def _take(self, use: Use, allowance: Allowance) -> None:
        """A token bucket, kept as the time at which it will be full again (GCRA)."""
        rate = allowance.rate_per_s
        if rate is None:
            return
        now_s = self._clock.monotonic()
        due_s = max(use.due_s, now_s)
        wait_s = due_s - now_s - (allowance.burst - 1) / rate
        if wait_s > 1e-9:  # what is left of a subtraction is not waited for
            raise TooManyRequestsError(f"{rate} a second", max(1, math.ceil(wait_s)))
        use.due_s = due_s + 1 / rate
