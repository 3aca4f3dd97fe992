"""Reading a log that another process may be writing: one snapshot, nothing changed."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.errors import LedgerError, StateError

_NOT_READABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """A read transaction over the log as it is now.

    Raises StateError when there is no such file and LedgerError when it is not a database. Text
    that is no UTF-8 is read all the same: an auditor has to look at damaged rows.
    """
    if not path.is_file():
        msg = f"no log at {path}"
        raise StateError(msg)
    uri = f"{path.resolve().as_uri()}?mode=ro{_frozen(path)}"
    try:
        db = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        msg = f"{path} cannot be opened: {error}"
        raise LedgerError(msg) from error
    try:
        db.text_factory = _text
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield db
    except sqlite3.Error as error:
        msg = f"{path} cannot be read as a log: {error}"
        if getattr(error, "sqlite_errorname", "").startswith(_NOT_READABLE):
            raise StateError(msg) from error
        raise LedgerError(msg) from error
    finally:
        db.close()


def _frozen(path: Path) -> str:
    """Evidence that nobody may write: SQLite must then not want to make files beside it."""
    beside = path.with_name(path.name + "-wal")
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    waiting = beside.exists() and beside.stat().st_size > 0  # written, not yet in the file itself
    return "" if writable or waiting else "&immutable=1"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
