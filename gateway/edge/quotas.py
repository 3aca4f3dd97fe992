"""How many calls an account makes in a minute, where it has a quota."""

from typing import Final

from gateway.applications import Application
from gateway.clock import Clock
from gateway.errors import QuotaError

MINUTE_MS: Final = 60_000


class Quotas:
    """How many calls each account has made in the minute of the clock that runs; forgotten with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = 0
        self._calls: dict[str, int] = {}

    def count(self, application: Application) -> None:
        """Count a call; raises QuotaError for one too many, which does not count."""
        if application.per_minute is None:
            return
        now_ms = self._clock.now_ms()
        if now_ms // MINUTE_MS != self._minute:
            self._minute, self._calls = now_ms // MINUTE_MS, {}
        calls = self._calls.get(application.key, 0)
        if calls >= application.per_minute:
            next_ms = (self._minute + 1) * MINUTE_MS
            raise QuotaError(f"{application.per_minute} a minute", now_ms, next_ms)
        self._calls[application.key] = calls + 1
