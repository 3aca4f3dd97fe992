"""Somebody who may write the file and knows the format, but holds no key."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.ledger.encoding import entry_bytes, leaf_hash
from gateway.ledger.merkle import Tree


def rebuild_tiles(log: Path) -> None:
    """Make the tree that of the entries as they are now."""
    with closing(sqlite3.connect(log)) as db, db:
        rows = db.execute("SELECT kind, time, jws, facts FROM entries ORDER BY seq").fetchall()
        _, tiles = Tree().extended([leaf_hash(entry_bytes(*row)) for row in rows])
        db.execute("DELETE FROM tiles")
        db.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?)", [(t.level, t.index, t.hashes) for t in tiles]
        )


def cut(log: Path, size: int) -> None:
    """Cut the end so that everything left fits together."""
    with closing(sqlite3.connect(log)) as db, db:
        gone = db.execute(
            "SELECT strftime('%Y-%m-%dT%H', (time + 25200000) / 1000, 'unixepoch'), client,"
            " provider || '/' || service_code, outcome FROM exchanges JOIN entries USING (seq)"
            " WHERE seq >= ?",
            (size,),
        ).fetchall()
        for key in gone:
            db.execute(
                "UPDATE volume SET count = count - 1"
                " WHERE (hour, client, service, outcome) = (?, ?, ?, ?)",
                key,
            )
        db.execute("DELETE FROM volume WHERE count = 0")
        db.execute("DELETE FROM exchanges WHERE seq >= ?", (size,))
        db.execute("DELETE FROM entries WHERE seq >= ?", (size,))
        db.execute("DELETE FROM checkpoints WHERE size > ?", (size,))
    rebuild_tiles(log)
