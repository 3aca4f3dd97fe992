# ruff: noqa: S608  the statements are this file's own
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import StateError
from gateway.ledger.sqlite import SqliteLedger
from ndxp.audit.verify import Verdict, verify_log
from tests.audit.forger import rebuild_tiles
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

Change = Callable[..., None]
Verify = Callable[[], Verdict]


def test_a_good_log_is_one_sentence(verify: Verify) -> None:
    verdict = verify()

    assert verdict.as_json() == {
        "ok": True,
        "entries": 12,
        "signatures": 12,
        "exchanges": 5,
        "first_bad": None,
        "fault": "",
        "covered": 12,
        "outside": "nothing outside this log was compared",
    }
    assert verdict.sentence == (
        "The log is good: 12 entries verified; nothing outside this log was compared."
    )


def test_no_log_is_an_error_of_the_operator(tmp_path: Path, network: NetworkSimulator) -> None:
    with pytest.raises(StateError, match="no log at"):
        verify_log(tmp_path / "log.db", network.open_network)


@pytest.mark.parametrize("column", ["kind", "jws", "facts"])
@pytest.mark.parametrize("seq", range(12))
def test_every_changed_byte_of_a_text_column_is_found(
    log: Path, verify: Verify, column: str, seq: int
) -> None:
    with closing(sqlite3.connect(log)) as db:
        (text,) = db.execute(f"SELECT {column} FROM entries WHERE seq = {seq}").fetchone()
        step = max(len(text) // 8, 1)
        for at in range(0, len(text), step):
            changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
            db.execute(f"UPDATE entries SET {column} = ? WHERE seq = {seq}", (changed,))
            db.commit()

            verdict = verify()

            assert (verdict.ok, verdict.first_bad) == (False, seq)


@pytest.mark.parametrize("bit", [0, 7, 31, 40, 62, 63])
@pytest.mark.parametrize("seq", [0, 5, 11])
def test_every_changed_byte_of_the_time_is_found(
    log: Path, verify: Verify, seq: int, bit: int
) -> None:
    with closing(sqlite3.connect(log)) as db, db:
        (time,) = db.execute(f"SELECT time FROM entries WHERE seq = {seq}").fetchone()
        changed = int.from_bytes((time ^ (1 << bit)).to_bytes(8), signed=True)
        db.execute(f"UPDATE entries SET time = ? WHERE seq = {seq}", (changed,))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, seq)


@pytest.mark.parametrize("changed", [5 ^ 0x10, 5 ^ 0x100, 5 ^ (1 << 62), -5, 12])
def test_a_changed_number_is_found(change: Change, verify: Verify, changed: int) -> None:
    change(f"UPDATE entries SET seq = {changed} WHERE seq = 5")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 5 if changed > 0 else 0)


@pytest.mark.parametrize("column", ["kind", "time", "jws", "facts"])
@pytest.mark.parametrize(
    "value", ["NULL", "x'ff00'", "CAST(x'ff80' AS TEXT)", "1e300", "'5'", "''"]
)
def test_values_of_any_type_are_a_verdict(
    log: Path, verify: Verify, column: str, value: str
) -> None:
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("PRAGMA writable_schema = 1")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
    with closing(sqlite3.connect(log)) as db, db:
        db.execute(f"UPDATE entries SET {column} = {value} WHERE seq = 5")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 5)


@pytest.mark.parametrize("column", ["kind", "time", "jws", "facts"])
def test_a_wrong_type_is_found_even_under_a_fitting_tree(
    log: Path, change: Change, verify: Verify, column: str
) -> None:
    change(f"UPDATE entries SET {column} = x'00' WHERE seq = 5")
    rebuild_tiles(log)

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 5)


def test_two_swapped_entries_are_named(change: Change, verify: Verify) -> None:
    change(
        "UPDATE entries SET seq = -1 WHERE seq = 3",
        "UPDATE entries SET seq = 3 WHERE seq = 6",
        "UPDATE entries SET seq = 6 WHERE seq = -1",
    )

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 3)


@pytest.mark.parametrize("seq", range(12))
def test_a_deleted_entry_is_named(change: Change, verify: Verify, seq: int) -> None:
    change(f"DELETE FROM entries WHERE seq = {seq}")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, seq)


def test_an_inserted_entry_is_named(change: Change, verify: Verify) -> None:
    change("INSERT INTO entries SELECT 12, kind, time, jws, facts FROM entries WHERE seq = 1")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)


def test_a_doubled_exchange_is_named_even_with_its_rows(
    log: Path, change: Change, verify: Verify
) -> None:
    change(
        "INSERT INTO entries SELECT 12, kind, (SELECT max(time) FROM entries), jws, facts"
        " FROM entries WHERE seq = 1",
        "INSERT INTO entries SELECT 13, kind, (SELECT max(time) FROM entries), jws, facts"
        " FROM entries WHERE seq = 2",
        "CREATE TEMP TABLE doubled AS SELECT * FROM exchanges WHERE seq = 2",
        "UPDATE doubled SET seq = 13, request_seq = 12",
        "INSERT INTO exchanges SELECT * FROM doubled",
        "UPDATE volume SET count = count + 1 WHERE outcome = 'ok'",
    )
    rebuild_tiles(log)

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 13)
    assert "count twice" in verdict.fault


def test_a_changed_fact_under_a_fitting_tree_contradicts_the_checkpoint(
    log: Path, change: Change, verify: Verify
) -> None:
    change("UPDATE entries SET facts = '{}' WHERE kind = 'late'")
    rebuild_tiles(log)

    verdict = verify()

    assert not verdict.ok
    assert verdict.first_bad == 9
    assert "the entries are not those that it covers" in verdict.fault


async def test_a_request_that_was_never_closed_is_a_fault(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.request())
        check_log(log, network, 13)
        network.clock.ms += 3_600_000
        await ledger.append(network.refusal())

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert verdict.fault == "the request was never closed"


async def test_without_signatures_everything_else_is_verified(
    log: Path, network: NetworkSimulator, change: Change
) -> None:
    good = verify_log(log, network.open_network, signatures=False)
    change("UPDATE entries SET facts = '{}' WHERE seq = 4")
    bad = verify_log(log, network.open_network, signatures=False)

    assert (good.ok, good.entries, good.signatures) == (True, 12, 1)
    assert (bad.ok, bad.first_bad) == (False, 4)


async def test_a_log_is_verified_while_it_is_written(log: Path, network: NetworkSimulator) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        for size in range(13, 18):
            await ledger.append(replace(network.refusal(), time_ms=network.clock.ms))
            check_log(log, network, size)
