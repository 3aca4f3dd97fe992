# ruff: noqa: S608  the statements are this file's own
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import StateError
from gateway.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from gateway.ledger.sqlite import SqliteLedger
from gateway.message import Entry
from ndxp.audit.verify import Verdict, verify_log
from tests.audit.forger import cut, rebuild_tiles
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

Change = Callable[..., None]
Verify = Callable[[], Verdict]


def newest_note(log: Path) -> str:
    with closing(sqlite3.connect(log)) as db:
        (note,) = db.execute("SELECT note FROM checkpoints ORDER BY size DESC").fetchone()
    return str(note)


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


def test_a_cut_tail_is_found_while_anything_remembers_it(change: Change, verify: Verify) -> None:
    change("DELETE FROM entries WHERE seq >= 9", "DELETE FROM exchanges WHERE seq >= 9")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 9)


def test_a_well_cut_tail_is_found_with_a_checkpoint_from_outside_only(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    cut(log, 9)

    alone = verify_log(log, network.open_network)
    compared = verify_log(log, network.open_network, kept)

    assert alone.ok
    assert alone.outside == "nothing outside this log was compared"
    assert (compared.ok, compared.first_bad) == (False, 9)
    assert "the log was cut or rewritten" in compared.fault


async def test_a_checkpoint_from_outside_agrees_with_a_log_that_went_on(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.refusal())
    check_log(log, network, 13)

    verdict = verify_log(log, network.open_network, kept)

    assert verdict.ok
    assert verdict.outside == "agrees with the checkpoint from outside over 12 entries"


async def test_a_log_rewritten_by_its_own_node_is_found_with_a_checkpoint_from_outside(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    cut(log, 9)
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        for _ in range(5):
            await ledger.append(network.refusal())
    check_log(log, network, 14)

    verdict = verify_log(log, network.open_network, kept)

    assert not verdict.ok
    assert "the log was cut or rewritten" in verdict.fault


def test_a_checkpoint_of_a_stranger_from_outside_is_refused(
    log: Path, network: NetworkSimulator
) -> None:
    note = sign_checkpoint(parse_checkpoint(newest_note(log)).claimed, NetworkSimulator().log_key)

    verdict = verify_log(log, network.open_network, parse_checkpoint(note))

    assert not verdict.ok
    assert "the checkpoint from outside" in verdict.fault


@pytest.mark.parametrize(
    ("size", "origin", "own_key"),
    [(9, ORIGIN, False), (8, ORIGIN, True), (9, "other.test", True), (9, ORIGIN, True)],
)
def test_a_replaced_checkpoint_is_found(
    log: Path, verify: Verify, network: NetworkSimulator, size: int, origin: str, own_key: bool
) -> None:
    key = network.log_key if own_key else NetworkSimulator().log_key
    note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=bytes(32)), key)
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("UPDATE checkpoints SET note = ? WHERE size = 9", (note,))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET size = 8 WHERE size = 9",
        "UPDATE checkpoints SET size = 99 WHERE size = 12",
        "UPDATE checkpoints SET size = 0 WHERE size = 3",
        "UPDATE checkpoints SET time = 5 WHERE size = 9",
        "UPDATE checkpoints SET time = 'soon' WHERE size = 9",
        "UPDATE checkpoints SET note = '' WHERE size = 9",
        "UPDATE checkpoints SET note = x'00' WHERE size = 9",
        "UPDATE tiles SET hashes = x'00'",
        "UPDATE tiles SET hashes = 'text'",
        "UPDATE tiles SET level = 1",
        "UPDATE tiles SET tile = 1",
        "INSERT INTO tiles VALUES (1, 0, zeroblob(32))",
        "DELETE FROM tiles",
        "DELETE FROM exchanges WHERE seq = 4",
        "INSERT INTO open_requests VALUES (1)",
        "DELETE FROM volume WHERE outcome = 'ok'",
        "UPDATE volume SET count = count + 1 WHERE outcome = 'ok'",
        "UPDATE volume SET count = 'many'",
        "UPDATE volume SET hour = '2026-11-22T15'",
        "INSERT INTO volume VALUES ('2026-11-22T15', 'a', 'b', 'ok', 1000000)",
        "PRAGMA user_version = 2",
        "DROP TABLE entries",
        "DROP TABLE tiles",
        "DROP TABLE checkpoints",
        "DROP TABLE exchanges",
        "DROP TABLE volume",
        "DROP TABLE open_requests",
        "ALTER TABLE entries RENAME COLUMN jws TO sealed",
    ],
)
def test_anything_else_that_is_altered_is_a_verdict(
    change: Change, verify: Verify, statement: str
) -> None:
    change(statement)

    verdict = verify()

    assert not verdict.ok
    assert verdict.fault


def test_every_altered_column_of_exchanges_names_the_entry(
    log: Path, verify: Verify, change: Change
) -> None:
    with closing(sqlite3.connect(log)) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(exchanges)")][1:]
        for column in columns:
            (before,) = db.execute(f"SELECT {column} FROM exchanges WHERE seq = 4").fetchone()
            db.execute(f"UPDATE exchanges SET {column} = '7' WHERE seq = 4")
            db.commit()

            verdict = verify()

            assert (verdict.ok, verdict.first_bad) == (False, 4), column
            db.execute(f"UPDATE exchanges SET {column} = ? WHERE seq = 4", (before,))
            db.commit()
    assert verify().ok


@pytest.mark.parametrize("table", ["entries", "tiles", "exchanges", "volume"])
def test_any_value_in_any_column_of_any_table_is_a_verdict(
    log: Path, verify: Verify, table: str
) -> None:
    values = (None, b"\xff", "text", "é" * 300, -1, 2**63 - 1, 1e300)
    with closing(sqlite3.connect(log)) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        rows = db.execute(f"SELECT * FROM {table}").fetchall()
        for column in columns:
            for value in values:
                with suppress(sqlite3.IntegrityError):
                    db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (value,))
                changed = db.execute(f"SELECT * FROM {table}").fetchall() != rows
                db.commit()

                assert verify().ok is not changed, (column, value)
                db.execute(f"DELETE FROM {table}")
                marks = ", ".join("?" * len(columns))
                db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
                db.commit()
    assert verify().ok


def change_tile(log: Path, level: int, change: Callable[[bytes], bytes]) -> None:
    """Change the first tile of a level."""
    where = f"WHERE level = {level} AND tile = 0"
    with closing(sqlite3.connect(log)) as db, db:
        (hashes,) = db.execute(f"SELECT hashes FROM tiles {where}").fetchone()
        db.execute(f"UPDATE tiles SET hashes = ? {where}", (change(hashes),))


async def test_hashes_appended_to_a_full_tile_are_found(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, *(network.refusal() for _ in range(300)))
    check_log(log, network, 312)
    change_tile(log, 0, lambda hashes: hashes + bytes(32))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 256)


async def test_a_changed_hash_of_a_higher_tile_names_what_is_under_it(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, *(network.refusal() for _ in range(600)))
    check_log(log, network, 612)
    change_tile(log, 1, lambda hashes: hashes[:32] + bytes(32))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 256)


def test_a_file_that_is_no_database_is_a_verdict(log: Path, verify: Verify) -> None:
    log.write_bytes(b"not a database at all" * 1000)

    assert (verify().ok, verify().first_bad) == (False, 0)


@pytest.mark.parametrize("page", range(1, 12))
def test_a_destroyed_page_raises_nothing(log: Path, verify: Verify, page: int) -> None:
    data = bytearray(log.read_bytes())
    data[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
    log.write_bytes(data)

    verdict = verify()

    assert verdict.ok == (verdict.fault == "")


def test_an_uncovered_end_is_said(log: Path, change: Change, verify: Verify) -> None:
    change("DELETE FROM checkpoints WHERE size = 12")

    verdict = verify()

    assert (verdict.ok, verdict.covered) == (True, 9)
    assert "the last 3 are not yet covered" in verdict.sentence


async def test_an_end_that_stays_uncovered_is_a_fault(
    log: Path, network: NetworkSimulator, change: Change, verify: Verify
) -> None:
    network.clock.ms += 90_000
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.refusal())
    check_log(log, network, 13)
    change("DELETE FROM checkpoints WHERE size > 9")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 9)


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


async def append(log: Path, network: NetworkSimulator, *entries: Entry) -> None:
    """Write entries as the node itself would, whatever their signatures are worth."""
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        for entry in entries:
            await ledger.append(entry)


async def test_a_request_signed_by_another_member_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.request(signer="VN/GOV/G05"))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "belongs to somebody else" in verdict.fault


@pytest.mark.parametrize("signer", ["VN/GOV/H29", "VN/GOV/G05", "node:sim"])
async def test_an_answer_signed_by_anybody_but_the_provider_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, signer: str
) -> None:
    request = network.request()
    await append(log, network, request, network.response(request, signer=signer))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 13)


async def test_a_signature_of_an_unknown_key_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, NetworkSimulator().request())

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "the signature is not good: bad_signature" in verdict.fault


@pytest.mark.parametrize("offset_ms", [-400 * 86_400_000, 400 * 86_400_000])
async def test_a_certificate_that_was_not_valid_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, offset_ms: int
) -> None:
    issued = network.clock.ms + offset_ms
    await append(log, network, network.request(changed={"issuedAt": issued}))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "not valid when this was signed" in verdict.fault


async def test_a_network_of_another_authority_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, NetworkSimulator().network(version=2))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "cannot be believed" in verdict.fault


async def test_an_older_network_document_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.network(version=0))

    assert (verify().ok, verify().first_bad) == (False, 12)


async def test_entries_of_another_node_are_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    other = network.signers["VN/GOV/G05"]
    network.signers["node:sim"] = other

    await append(log, network, network.refusal())

    assert (verify().ok, verify().first_bad) == (False, 12)


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
