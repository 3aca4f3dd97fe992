"""Rows side by side: medians, ratios, and whether the logs of our own rows verify."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ndxp.bench.closed_loop import Measured

BARE_AIOHTTP: Final = "bare_aiohttp"
BARE_RPC: Final = "bare_rpc"
EMBEDDED: Final = "embedded"
RABBIT: Final = "rabbit"
ROWS: Final = {
    BARE_AIOHTTP: "bare aiohttp echo",
    BARE_RPC: "bare aio-pika RPC echo",
    EMBEDDED: "whole exchange, one process",
    RABBIT: "whole exchange, over RabbitMQ",
}
MANY: Final = 64  # in flight, where rates are measured
ONE: Final = 1  # in flight, where latencies are measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the log of one of our rows says after its runs."""

    row: str
    verdict: str
    verified: bool
    entries: int
    signatures: int
    exchanges: int
    calls: int  # that the client made of this row

    @property
    def ok(self) -> bool:
        """It verifies, and every call is in it, signed on both sides."""
        return self.verified and self.exchanges >= self.calls and self.signatures >= 2 * self.calls


@dataclass(slots=True, kw_only=True)
class Results:
    """Measurements by row and calls in flight, one of each for every round."""

    measured: dict[tuple[str, int], list[Measured]] = field(default_factory=dict)

    def add(self, row: str, in_flight: int, one: Measured) -> None:
        self.measured.setdefault((row, in_flight), []).append(one)

    def rates(self, row: str) -> list[float]:
        """Calls a second with MANY in flight, by round."""
        return [one.rate for one in self.measured[row, MANY]]

    def p50s(self, row: str) -> list[float]:
        """Median latencies in ms with ONE in flight, by round."""
        return [one.p50_ms for one in self.measured[row, ONE]]

    def calls(self, row: str) -> int:
        return sum(one.calls for one in self._of(row))

    def errors(self, row: str) -> int:
        return sum(one.errors for one in self._of(row))

    def _of(self, row: str) -> list[Measured]:
        return [one for (name, _), ones in self.measured.items() if name == row for one in ones]


def runs(results: Results) -> dict[str, object]:
    """Medians of each row with the rounds they come from, so that drift shows."""
    return {
        row: {
            f"rate_at_{MANY}": _median(results.rates(row)),
            f"rates_at_{MANY}": [round(rate, 1) for rate in results.rates(row)],
            f"p99_ms_at_{MANY}": _median([m.p99_ms for m in results.measured[row, MANY]]),
            f"p50_ms_at_{ONE}": _median(results.p50s(row)),
            f"p50s_ms_at_{ONE}": [round(p50, 3) for p50 in results.p50s(row)],
            "calls": results.calls(row),
            "errors": results.errors(row),
        }
        for row in ROWS
    }


def ratios(results: Results) -> dict[str, float | None]:
    """Ours against the bare libraries: the median of the rounds' ratios, so that drift cancels."""
    return {
        "rabbit_vs_bare_rpc": _ratio(results.rates(RABBIT), results.rates(BARE_RPC)),
        "rabbit_p50_vs_bare_rpc": _ratio(results.p50s(RABBIT), results.p50s(BARE_RPC)),
        "embedded_vs_bare_aiohttp": _ratio(results.rates(EMBEDDED), results.rates(BARE_AIOHTTP)),
    }


def as_json(
    machine: Mapping[str, object], results: Results, logs: Sequence[Log]
) -> dict[str, object]:
    """The report as `--json` prints it."""
    return {
        "machine": dict(machine),
        "loop": "closed",
        "runs": runs(results),
        "ratios": ratios(results),
        "logs": [
            {
                "row": log.row,
                "ok": log.ok,
                "verdict": log.verdict,
                "entries": log.entries,
                "signatures": log.signatures,
                "exchanges": log.exchanges,
                "calls": log.calls,
            }
            for log in logs
        ],
        "ok": good(results, logs),
    }


def good(results: Results, logs: Sequence[Log]) -> bool:
    """Figures count only if every call was answered as it should be, and every log verifies."""
    return all(log.ok for log in logs) and not any(results.errors(row) for row in ROWS)


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    if not all(theirs):
        return None
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)
