"""The whole exchange beside bare libraries: ratios, and whether the logs of our own rows verify."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ndxp.bench.results import Results, ratio

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


def ratios(results: Results) -> dict[str, float | None]:
    """Ours against the bare libraries."""
    return {
        "rabbit_vs_bare_rpc": ratio(results.rates(RABBIT), results.rates(BARE_RPC)),
        "rabbit_p50_vs_bare_rpc": ratio(results.p50s(RABBIT), results.p50s(BARE_RPC)),
        "embedded_vs_bare_aiohttp": ratio(results.rates(EMBEDDED), results.rates(BARE_AIOHTTP)),
    }


def as_json(
    machine: Mapping[str, object], results: Results, logs: Sequence[Log]
) -> dict[str, object]:
    """The report as `--json` prints it."""
    return {
        "machine": dict(machine),
        "loop": "closed",
        "runs": results.runs(),
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
