import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import LedgerError
from gateway.ledger import sqlite
from gateway.ledger.sqlite import SqliteLedger
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

Check = Callable[[int], None]


async def test_an_exchange_is_two_entries_in_order(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    check_ledger(1)
    request = network.request()

    assert await ledger.append(request) == 1
    check_ledger(2)
    assert await ledger.append(network.response(request)) == 2
    check_ledger(3)


async def test_every_kind_of_entry_is_taken(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    request = network.request()
    entries = [
        request,
        network.failure(request),
        network.response(request, kind="late"),
        network.refusal(),
        network.summary(),
        network.network(version=2),
    ]

    for size, entry in enumerate(entries, 2):
        await ledger.append(entry)
        check_ledger(size)


async def test_many_at_once_all_get_their_own_number(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    requests = [network.request() for _ in range(600)]

    numbers = await asyncio.gather(*map(ledger.append, requests))
    check_ledger(601)
    await asyncio.gather(*(ledger.append(network.response(request)) for request in requests))
    check_ledger(1201)

    assert sorted(numbers) == list(range(1, 601))


async def test_time_never_goes_back(
    ledger: SqliteLedger, network: NetworkSimulator, log: Path, check_ledger: Check
) -> None:
    await ledger.append(replace(network.request(), time_ms=network.clock.ms + 50))
    await ledger.append(replace(network.request(), time_ms=network.clock.ms + 20))

    check_ledger(3)
    with closing(sqlite3.connect(log)) as db:
        times = [row[0] - network.clock.ms for row in db.execute("SELECT time FROM entries")]
    assert times == [0, 50, 50]


async def test_an_entry_that_contradicts_the_log_costs_only_itself(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    stranger = network.request()
    good = [network.request(), network.request()]

    results = await asyncio.gather(
        ledger.append(good[0]),
        ledger.append(network.response(stranger)),
        ledger.append(good[1]),
        return_exceptions=True,
    )

    assert results[0] == 1
    assert isinstance(results[1], LedgerError)
    assert results[2] == 2
    check_ledger(3)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"requestDigest": "x"}, "requestDigest"),
        ({"client": "VN/GOV/G14/lgsp"}, "another client"),
        ({"status": "200"}, "wrong type"),
        ({"status": 20}, "status or outcome"),
        ({"outcome": "fine"}, "status or outcome"),
        ({"issuedAt": -1}, "out of range"),
        ({"issuedAt": True}, "wrong type"),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused(
    ledger: SqliteLedger,
    network: NetworkSimulator,
    check_ledger: Check,
    changed: dict[str, object],
    fault: str,
) -> None:
    request = network.request()
    await ledger.append(request)

    with pytest.raises(LedgerError, match=fault):
        await ledger.append(network.response(request, changed))

    check_ledger(2)


@pytest.mark.parametrize("document", [None, "", "another"])
async def test_a_network_entry_comes_with_the_document_that_it_names(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check, document: str | None
) -> None:
    with pytest.raises(LedgerError, match="not the one that the entry names"):
        await ledger.append(replace(network.network(version=2), document=document))

    check_ledger(1)


async def test_the_newest_network_is_the_one_named_last(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    for version in (2, 5):
        await ledger.append(network.network(version))

    newest = ledger.newest_network()

    assert newest is not None
    assert newest["version"] == 5
    check_ledger(3)


async def test_an_exchange_id_is_used_once(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    request = network.request("the id")
    await ledger.append(request)

    with pytest.raises(LedgerError, match="used before"):
        await ledger.append(network.request("the id"))
    await ledger.append(network.response(request))
    with pytest.raises(LedgerError, match="used before"):
        await ledger.append(network.request("the id"))

    check_ledger(3)


async def test_a_request_is_closed_once(
    ledger: SqliteLedger, network: NetworkSimulator, check_ledger: Check
) -> None:
    request = network.request()
    await ledger.append(request)
    await ledger.append(network.response(request))

    with pytest.raises(LedgerError, match="closes no open request"):
        await ledger.append(network.failure(request))

    check_ledger(3)


async def test_commits_are_counted_and_nothing_waits_after_them(
    ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    before = ledger.commits

    waiting = asyncio.create_task(ledger.append(network.summary()))
    await asyncio.sleep(0)
    assert ledger.waiting == 1
    await waiting

    assert ledger.waiting == 0
    assert ledger.commits == before + 1
    assert ledger.commit_seconds >= 0


async def test_traffic_is_covered_within_a_second(
    ledger: SqliteLedger,
    network: NetworkSimulator,
    log: Path,
    check_ledger: Check,
) -> None:
    assert sqlite.CHECKPOINT_DELAY_S < 1
    await ledger.append(network.request())

    async with asyncio.timeout(5):
        await network.clock.asked.wait()
        await ledger.checkpoint()  # after the one that asked the clock; has nothing left to do

    check_ledger(2)
    assert _covered(log) == 2


async def test_closing_covers_everything(
    log: Path, network: NetworkSimulator, check_ledger: Check
) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.network())
        await ledger.append(network.request())

    check_ledger(2)
    assert _covered(log) == 2


def _covered(log: Path) -> int:
    with closing(sqlite3.connect(log)) as db:
        (size,) = db.execute("SELECT coalesce(max(size), 0) FROM checkpoints").fetchone()
    return int(size)
