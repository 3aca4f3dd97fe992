"""Measurements by row and round: medians, and ratios of rows that were measured side by side."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ndxp.bench.closed_loop import Measured

ONE: Final = 1  # in flight, where latencies are measured


@dataclass(slots=True, kw_only=True)
class Results:
    """Measurements by row and calls in flight, one of each for every round."""

    rows: Mapping[str, str]  # what each row is, in the order of the report
    many: int  # in flight, where rates are measured
    measured: dict[tuple[str, int], list[Measured]] = field(default_factory=dict)

    def add(self, row: str, in_flight: int, one: Measured) -> None:
        self.measured.setdefault((row, in_flight), []).append(one)

    def rates(self, row: str) -> list[float]:
        """Calls a second with `many` in flight, by round."""
        return [one.rate for one in self.measured[row, self.many]]

    def p50s(self, row: str) -> list[float]:
        """Median latencies in ms with ONE in flight, by round."""
        return [one.p50_ms for one in self.measured[row, ONE]]

    def calls(self, row: str) -> int:
        return sum(one.calls for one in self._of(row))

    def errors(self, row: str) -> int:
        return sum(one.errors for one in self._of(row))

    def connections(self, row: str) -> int:
        """How many a client with `many` in flight opened at most; `many` if they are kept alive."""
        return max(one.connections for one in self.measured[row, self.many])

    def runs(self) -> dict[str, object]:
        """Medians of each row with the rounds they come from, so that drift shows."""
        return {row: self._run(row) for row in self.rows}

    def _run(self, row: str) -> dict[str, object]:
        many = self.measured[row, self.many]
        return {
            f"rate_at_{self.many}": _median(self.rates(row)),
            f"rates_at_{self.many}": [round(rate, 1) for rate in self.rates(row)],
            f"p99_ms_at_{self.many}": _median([one.p99_ms for one in many]),
            f"p50_ms_at_{ONE}": _median(self.p50s(row)),
            f"p50s_ms_at_{ONE}": [round(p50, 3) for p50 in self.p50s(row)],
            f"connections_at_{self.many}": self.connections(row),
            "calls": self.calls(row),
            "errors": self.errors(row),
        }

    def _of(self, row: str) -> list[Measured]:
        return [one for (name, _), ones in self.measured.items() if name == row for one in ones]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The median of the rounds' ratios, so that drift cancels; None where somebody had no answer."""
    if not all(theirs):
        return None
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3)
