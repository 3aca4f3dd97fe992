"""What a run measured, and its percentiles.

Every value is kept, as an array of doubles, so percentiles are exact: 24 bytes a call, and therefore a
bound on the calls of one run (MAX_ARRIVALS).
"""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_ARRIVALS: Final = 5_000_000  # 120 MB of measurements
LATE_S: Final = 0.010
"""A call that starts later than this after its intended start is late, which is the generator's fault."""

PERCENTILES: Final[Mapping[str, float]] = {
    "p50": 0.5,
    "p90": 0.9,
    "p95": 0.95,
    "p99": 0.99,
    "p99.9": 0.999,
    "max": 1.0,
}
Distribution = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one call ended: `label` is the HTTP status and error code, or why there was no answer."""

    label: str
    answered: bool  # an HTTP answer came, good or not
    good: bool  # 2xx
    found: bool  # 2xx and not "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a call was due, when it was sent and when it ended; seconds on one clock."""

    intended: float
    sent: float
    ended: float


@dataclass(slots=True, kw_only=True)
class Recording:
    """Grows while a run lasts; every call that was sent is in it, however it ended."""

    latency_s: "array[float]" = field(default_factory=lambda: array("d"))  # from the intended start
    service_s: "array[float]" = field(default_factory=lambda: array("d"))  # from the sending
    lag_s: "array[float]" = field(default_factory=lambda: array("d"))  # between the two
    outcomes: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    dropped: int = 0
    late: int = 0
    answered: int = 0
    good: int = 0
    found: int = 0
    elapsed_s: float = 0.0

    @property
    def ended(self) -> int:
        return len(self.latency_s)

    @property
    def in_flight(self) -> int:
        return self.sent - self.ended

    @property
    def planned(self) -> int:
        return self.sent + self.dropped

    def drop(self) -> None:
        """Count an arrival that found too many calls in flight and was never sent."""
        self.dropped += 1
        self.outcomes["dropped"] += 1

    def add(self, outcome: Outcome, times: Times) -> None:
        """Take in a call that ended."""
        lag_s = times.sent - times.intended
        self.latency_s.append(times.ended - times.intended)
        self.service_s.append(times.ended - times.sent)
        self.lag_s.append(lag_s)
        self.late += lag_s > LATE_S
        self.outcomes[outcome.label] += 1
        self.answered += outcome.answered
        self.good += outcome.good
        self.found += outcome.found


def distribution_ms(seconds: "array[float]") -> Distribution:
    """Percentiles and mean in milliseconds; None where nothing was measured."""
    ordered = sorted(seconds)
    found: Distribution = {
        name: round(percentile(ordered, share) * 1000, 3) if ordered else None
        for name, share in PERCENTILES.items()
    }
    found["mean"] = round(math.fsum(ordered) / len(ordered) * 1000, 3) if ordered else None
    return found


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that at least this share does not exceed."""
    rank = math.ceil(round(share * len(ordered), 9))
    return ordered[max(rank, 1) - 1]
