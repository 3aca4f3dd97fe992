"""Closed exchanges in the order in which the log closed them, read beside the writer.

A page reads a bounded number of entries over a connection of its own that can only read: in WAL mode
that neither waits for the writer nor keeps it waiting, and it is over before the WAL could grow.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gateway.errors import LogUnavailableError
from gateway.ledger.rows import ExchangeRow

PAGE = 1000  # exchanges
SCANNED = 100_000  # entries that one page looks at

_TIME_AT = "SELECT time FROM entries WHERE seq >= ? ORDER BY seq LIMIT 1"
_COLUMNS = ", ".join(f"exchanges.{name}" for name in ExchangeRow._fields)


class Closed(NamedTuple):
    """An exchange and when its end was written, in milliseconds since 1970."""

    time_ms: int
    row: ExchangeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Exchanges closed from `from_ms` until before `until_ms`; each of `parties` took part in all.

    `start` is where to go on: the `next` of the page before. Numbers of entries never change, and
    their times never go back, so that pages neither skip nor repeat.
    """

    from_ms: int
    until_ms: int
    parties: Sequence[str] = ()  # subsystems, as client or as provider
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`next` is None when nothing is left; a page may be empty and have one all the same."""

    exchanges: Sequence[Closed]
    next: int | None


def read_page(path: Path, wanted: Wanted, page: int = PAGE, scanned: int = SCANNED) -> Page:
    """Read one page of the log at `path`; raises LogUnavailableError. Blocks: call it in a thread."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            return _read(db, wanted, page, scanned)
    except sqlite3.Error as error:
        raise LogUnavailableError from error


def _read(db: sqlite3.Connection, wanted: Wanted, page: int, scanned: int) -> Page:
    first = max(wanted.start, _first_at(db, wanted.from_ms))
    end = _first_at(db, wanted.until_ms)
    until = min(end, first + scanned)
    parties = "".join(" AND ? IN (client, provider)" for _ in wanted.parties)
    # CROSS JOIN keeps the order of the tables: the wide rows of entries are for what is wanted only.
    rows = db.execute(
        f"SELECT time, {_COLUMNS} FROM exchanges CROSS JOIN entries USING (seq)"  # noqa: S608  our own names
        f" WHERE exchanges.seq >= ? AND exchanges.seq < ?{parties}"
        " ORDER BY exchanges.seq LIMIT ?",
        (first, until, *wanted.parties, page),
    ).fetchall()
    exchanges = [Closed(row[0], ExchangeRow(*row[1:])) for row in rows]
    reached = exchanges[-1].row.seq + 1 if len(exchanges) == page else until
    return Page(exchanges=exchanges, next=reached if reached < end else None)


def _first_at(db: sqlite3.Connection, time_ms: int) -> int:
    """The number of the first entry at or after this time; what comes next if there is none."""
    (last,) = db.execute("SELECT max(seq) FROM entries").fetchone()
    low, high = 0, -1 if last is None else last + 1
    while low < high:
        middle = (low + high) // 2
        (at_ms,) = db.execute(_TIME_AT, (middle,)).fetchone()
        low, high = (middle + 1, high) if at_ms < time_ms else (low, middle)
    return low
