# ruff: noqa: S608  the statements are this file's own
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ndxp.audit.verify import Verdict
from tests.audit.logs import append
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import NetworkSimulator

Change = Callable[..., None]
Verify = Callable[[], Verdict]


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
        "INSERT INTO documents VALUES ('named by nobody', 'x')",
        "PRAGMA user_version = 1",
        "DROP TABLE documents",
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


@pytest.mark.parametrize("table", ["entries", "documents", "tiles", "exchanges", "volume"])
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
