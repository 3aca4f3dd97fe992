import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gateway.errors import LedgerError, LogUnavailableError, StateError, TamperedError
from gateway.ledger.sqlite import SqliteLedger
from gateway.ledger.store import Store
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

Check = Callable[[int], None]


async def test_a_full_disk_closes_the_log_until_there_is_room(
    log: Path, network: NetworkSimulator, check_ledger: Check
) -> None:
    store = Store(log)
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    ledger = SqliteLedger(store, network.log_key, ORIGIN, network.clock)
    await ledger.append(network.network())
    requests = [network.request() for _ in range(50)]

    full = await asyncio.gather(*map(ledger.append, requests), return_exceptions=True)
    check_ledger(1)
    again = await asyncio.gather(*map(ledger.append, requests), return_exceptions=True)
    check_ledger(1)
    store.connection.execute("PRAGMA max_page_count = 100000")
    numbers = await asyncio.gather(*map(ledger.append, requests))
    check_ledger(51)
    await ledger.close()
    check_ledger(51)

    assert {type(error) for error in full + again} == {LogUnavailableError}
    assert numbers == list(range(1, 51))


async def test_a_network_that_finds_no_room_leaves_neither_entry_nor_document(
    log: Path, network: NetworkSimulator, check_ledger: Check
) -> None:
    store = Store(log)
    ledger = SqliteLedger(store, network.log_key, ORIGIN, network.clock)
    await ledger.append(network.network())
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    large = network.network(2, network.document(2, note="x" * 100_000))

    with pytest.raises(LogUnavailableError):
        await ledger.append(large)
    check_ledger(1)
    store.connection.execute("PRAGMA max_page_count = 100000")
    await ledger.append(large)
    check_ledger(2)
    await ledger.close()


async def test_a_checkpoint_that_cannot_be_written_is_made_later(
    log: Path, network: NetworkSimulator, check_ledger: Check
) -> None:
    store = Store(log)
    ledger = SqliteLedger(store, network.log_key, ORIGIN, network.clock)
    await ledger.append(network.network())
    store.connection.execute("PRAGMA query_only = 1")

    await ledger.checkpoint()
    check_ledger(1)
    uncovered = store.last_checkpoint
    store.connection.execute("PRAGMA query_only = 0")
    await ledger.checkpoint()
    check_ledger(1)
    covered = store.last_checkpoint
    await ledger.close()

    assert (uncovered, covered) == (0, 1)


async def test_a_second_writer_is_refused_and_told_who_writes(
    ledger: SqliteLedger, network: NetworkSimulator, log: Path, check_ledger: Check
) -> None:
    with pytest.raises(StateError, match=f"process {os.getpid()}"):
        async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock):
            pass

    check_ledger(ledger.size)


def test_a_log_of_an_older_format_is_left_alone(log: Path) -> None:
    Store(log).connection.close()
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("PRAGMA user_version = 1")
    before = log.read_bytes()

    with pytest.raises(LedgerError, match=r"log of format 1.*move it away"):
        Store(log)

    assert log.read_bytes() == before


async def test_a_missing_folder_is_an_error_of_the_operator(
    network: NetworkSimulator, tmp_path: Path
) -> None:
    path = tmp_path / "nowhere" / "log.db"

    with pytest.raises(LedgerError, match="cannot be opened"):
        async with SqliteLedger.open(path, network.log_key, ORIGIN, network.clock):
            pass


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancelled_checkpoint_leaves_no_transaction_open(
    log: Path, network: NetworkSimulator, check_ledger: Check, turns: int
) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.network())
        checkpoint = asyncio.create_task(ledger.checkpoint())
        for _ in range(turns):
            await asyncio.sleep(0)

        checkpoint.cancel()

    check_ledger(1)
    assert _covered(log) == 1


async def test_a_copy_taken_while_writing_opens_and_is_covered_at_once(
    ledger: SqliteLedger,
    network: NetworkSimulator,
    log: Path,
    tmp_path: Path,
    check_ledger: Check,
) -> None:
    request = network.request("left open")
    await ledger.append(request)
    check_ledger(2)
    copy = tmp_path / "copy.db"
    shutil.copy(log, copy)
    shutil.copy(f"{log}-wal", f"{copy}-wal")

    async with SqliteLedger.open(copy, network.log_key, ORIGIN, network.clock) as recovered:
        covered = _covered(copy)
        left = [request.payload["requestId"] for request in recovered.open_requests()]
        await recovered.append(network.failure(request, code="aborted"))
        still = recovered.open_requests()

    assert (covered, left, still) == (2, ["left open"], [])


async def test_a_log_that_lost_its_end_is_not_written_on(
    log: Path, network: NetworkSimulator
) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.network())
        await ledger.append(network.request())
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("DELETE FROM entries WHERE seq = 1")

    with pytest.raises(TamperedError):
        async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock):
            pass


async def test_nothing_acknowledged_is_missing_after_sigkill(
    log: Path, network: NetworkSimulator, check_ledger: Check
) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.gateway.ledger.writer_process",
        str(log),
        str(network.seed),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    acknowledged = [int(await child.stdout.readline()) for _ in range(500)]
    child.send_signal(signal.SIGKILL)
    rest = (await child.stdout.read()).split(b"\n")[:-1]
    await child.wait()
    acknowledged += map(int, rest)

    with closing(sqlite3.connect(log)) as db:
        (size,) = db.execute("SELECT count(*) FROM entries").fetchone()
    check_ledger(size)
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        opened = ledger.size

    assert size > max(acknowledged)
    assert opened == size
    check_ledger(size)


def _covered(log: Path) -> int:
    with closing(sqlite3.connect(log)) as db:
        (size,) = db.execute("SELECT coalesce(max(size), 0) FROM checkpoints").fetchone()
    return int(size)
