"""One short run of the whole bench: every row answers, and our logs hold every call."""

from pathlib import Path

import pytest

from ndxp.bench.bare_rpc import broker_version
from ndxp.bench.report import EMBEDDED, RABBIT, ROWS, good
from ndxp.bench.run import Plan, run_bench


@pytest.mark.rabbit
@pytest.mark.timeout(180)  # a dozen processes start, on a machine that may be busy
async def test_no_row_skips_a_signature_or_a_log_entry(amqp_url: str, tmp_path: Path) -> None:
    notes: list[str] = []
    plan = Plan(bus=amqp_url, folder=tmp_path, seconds=0.5, rounds=1)

    results, logs = await run_bench(plan, notes.append)

    assert good(results, logs), [log.verdict for log in logs]
    assert [log.row for log in logs] == [EMBEDDED, RABBIT]
    assert all(log.signatures >= 2 * log.calls > 0 for log in logs)
    assert list(results.runs()) == list(ROWS)
    assert len(notes) == 2 * len(ROWS) + 2


@pytest.mark.rabbit
async def test_the_broker_is_named(amqp_url: str) -> None:
    assert (await broker_version(amqp_url)).startswith("RabbitMQ ")
