"""The registries beside servers that know one answer."""

from collections.abc import Mapping
from typing import Final

from ndxp.bench.results import Results, ratio

REGISTRIES: Final = {
    "dancu": "population, SOAP, POST",
    "dkdn": "business, GET",
    "bhxh": "insurance, POST",
    "datdai": "land, GET",
}
CANNED: Final = {"bare_aiohttp": "one canned answer, bare aiohttp"}
PRISM: Final = "prism"
MOUNTEBANK: Final = "mountebank"
KEPT_ALIVE: Final = "mountebank_kept_alive"
PEERS: Final = {
    PRISM: "one canned answer, Prism",
    MOUNTEBANK: "one canned answer, Mountebank",
    KEPT_ALIVE: "the same, told to keep connections",
}
MANY: Final = 16  # in flight, where rates are measured


def rows(*, with_peers: bool) -> Mapping[str, str]:
    """What is measured."""
    return {**REGISTRIES, **CANNED, **(PEERS if with_peers else {})}


def ratios(results: Results) -> dict[str, float | None]:
    """The rate of every registry against that of every server of a canned answer."""
    return {
        f"{ours}_vs_{theirs}": ratio(results.rates(ours), results.rates(theirs))
        for theirs in results.rows
        if theirs not in REGISTRIES
        for ours in REGISTRIES
    }


def as_json(machine: Mapping[str, object], results: Results) -> dict[str, object]:
    """The report as `--json` prints it."""
    return {
        "machine": dict(machine),
        "loop": "closed",
        "runs": results.runs(),
        "ratios": ratios(results),
        "ok": good(results),
    }


def good(results: Results) -> bool:
    """Figures count only if every call was answered as it should be."""
    return not any(results.errors(row) for row in results.rows)
