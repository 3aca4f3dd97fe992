"""Rows side by side."""

import pytest

from ndxp.bench.closed_loop import Measured
from ndxp.bench.report import (
    BARE_AIOHTTP,
    BARE_RPC,
    EMBEDDED,
    MANY,
    RABBIT,
    ROWS,
    Log,
    as_json,
    good,
    ratios,
)
from ndxp.bench.results import ONE, Results

RATES = {BARE_AIOHTTP: [1000.0, 500.0], BARE_RPC: [100.0, 50.0], EMBEDDED: [250.0, 125.0]}
RATES[RABBIT] = [150.0, 75.0]


def measured(rate: float, *, p50_ms: float = 1.0, errors: int = 0) -> Measured:
    return Measured(rate=rate, p50_ms=p50_ms, p99_ms=2.0, calls=10, errors=errors)


@pytest.fixture
def results() -> Results:
    """Two rounds, of which the second ran on a machine half as fast."""
    found = Results(rows=ROWS, many=MANY)
    for row in ROWS:
        for number in range(2):
            found.add(row, MANY, measured(RATES[row][number]))
            found.add(row, ONE, measured(1.0, p50_ms=2.0 if row == RABBIT else 1.0))
    return found


def log(*, verified: bool = True, exchanges: int = 40, signatures: int = 81) -> Log:
    return Log(
        row=RABBIT,
        verdict="",
        verified=verified,
        entries=81,
        signatures=signatures,
        exchanges=exchanges,
        calls=40,
    )


def test_a_slower_round_does_not_change_a_ratio(results: Results) -> None:
    assert ratios(results) == {
        "rabbit_vs_bare_rpc": 1.5,
        "rabbit_p50_vs_bare_rpc": 2.0,
        "embedded_vs_bare_aiohttp": 0.25,
    }


def test_a_row_without_any_answer_has_no_ratio(results: Results) -> None:
    results.add(BARE_RPC, MANY, measured(0.0))
    results.add(RABBIT, MANY, measured(10.0))

    assert ratios(results)["rabbit_vs_bare_rpc"] is None


def test_good_figures_need_good_answers_and_good_logs(results: Results) -> None:
    assert good(results, [log()])
    assert not good(results, [log(verified=False)])

    results.add(RABBIT, ONE, measured(1.0, errors=1))

    assert not good(results, [log()])


def test_a_log_that_lacks_a_call_or_a_signature_is_not_good() -> None:
    assert not log(exchanges=39).ok
    assert not log(signatures=79).ok


def test_the_json_shows_every_round(results: Results) -> None:
    report = as_json({"cores": 2}, results, [log()])

    runs = report["runs"]
    assert isinstance(runs, dict)
    assert list(runs) == list(ROWS)
    assert runs[RABBIT]["rates_at_64"] == [150.0, 75.0]
    assert runs[RABBIT]["calls"] == 40
    assert report["ok"] is True
