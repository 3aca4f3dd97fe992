"""Time as a value that is handed in, so that tests move it instead of sleeping."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time; both methods may be called from any thread."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z, as written into messages and the log."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for deadlines and durations."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()
