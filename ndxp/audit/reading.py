"""Reading a log that another process may be writing: one snapshot, nothing changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.errors import LedgerError, StateError


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """A read transaction over the log as it is now.

    Raises StateError when there is no such file and LedgerError when it is not a database. Text
    that is no UTF-8 is read all the same: an auditor has to look at damaged rows.
    """
    if not path.is_file():
        msg = f"no log at {path}"
        raise StateError(msg)
    uri = f"{path.resolve().as_uri()}?mode=ro"
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
        raise LedgerError(msg) from error
    finally:
        db.close()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
