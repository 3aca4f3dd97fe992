"""When calls are due. A schedule knows nothing of answers: that is what makes the loop open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class Schedule(Protocol):
    """A plan of arrivals, fixed before the first of them."""

    @property
    def duration_s(self) -> float:
        """How long the plan is."""
        ...

    @property
    def size(self) -> int:
        """How many arrivals there are."""
        ...

    def arrivals(self) -> Iterator[float]:
        """The intended starts in seconds from the beginning, in order; the same every time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantRate:
    """Arrivals at equal distances: arrival n is due at n / rate, as long as that is in time."""

    rate: float  # arrivals a second
    duration_s: float

    @property
    def size(self) -> int:
        whole = round(self.rate * self.duration_s, 6)  # 0.1 * 30 is 3, not 3.0000000000000004
        return int(whole) + (whole > int(whole))

    def arrivals(self) -> Iterator[float]:
        return (number / self.rate for number in range(self.size))
