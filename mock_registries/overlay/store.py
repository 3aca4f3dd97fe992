"""The database of changes: one SQLite file over one computed country.

A change and the rows that lookups need of it are written in one transaction (synchronous=FULL).
Readers ask the file each time, so a change made by another process counts at the next request.
"""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, Final, NamedTuple

_APPLICATION: Final = 0x4E445850  # "NDXP"
_PATIENCE_S = 5.0  # for another process that is writing
# An index at or above the size of a register is that of a record which a change has added.
_SCHEMA: Final = """
CREATE TABLE about (seed TEXT NOT NULL, as_of TEXT NOT NULL, scale TEXT NOT NULL) STRICT;
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, kind TEXT NOT NULL,
  subject TEXT NOT NULL, data TEXT NOT NULL) STRICT;
CREATE TABLE people (
  person INTEGER PRIMARY KEY, family INTEGER NOT NULL, household INTEGER, commune TEXT,
  detail TEXT, died TEXT, marital TEXT, role TEXT, mother INTEGER, identity TEXT UNIQUE,
  name TEXT, male INTEGER, born TEXT, birthplace TEXT) STRICT;
CREATE INDEX people_by_family ON people (family);
CREATE INDEX people_by_birth ON people (born) WHERE mother IS NOT NULL;
CREATE TABLE enterprises (
  enterprise INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  representative INTEGER NOT NULL, founded TEXT NOT NULL, capital INTEGER NOT NULL,
  activity TEXT NOT NULL, commune TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE INDEX enterprises_by_person ON enterprises (representative);
CREATE TABLE dissolutions (enterprise INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
CREATE TABLE cards (
  person INTEGER PRIMARY KEY, code TEXT NOT NULL, valid_from TEXT NOT NULL,
  valid_until TEXT NOT NULL, hospital_code TEXT NOT NULL, hospital TEXT NOT NULL) STRICT;
CREATE TABLE certificates (
  number INTEGER PRIMARY KEY AUTOINCREMENT, parcel INTEGER NOT NULL UNIQUE,
  serial TEXT UNIQUE, register_number TEXT, issued TEXT NOT NULL) STRICT;
CREATE TABLE owners (
  parcel INTEGER NOT NULL, place INTEGER NOT NULL, person INTEGER, enterprise INTEGER,
  PRIMARY KEY (parcel, place)) STRICT, WITHOUT ROWID;
CREATE INDEX owners_by_person ON owners (person) WHERE person IS NOT NULL;
CREATE INDEX owners_by_enterprise ON owners (enterprise) WHERE enterprise IS NOT NULL;
CREATE TABLE withdrawn (serial TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""
_TABLES = (
    *("changes", "people", "enterprises", "dissolutions", "cards", "certificates", "owners"),
    "withdrawn",
)


class CountryKey(NamedTuple):
    """What a computed country is determined by."""

    seed: int
    as_of: date
    scale: float

    def __str__(self) -> str:
        return f"seed {self.seed}, as of {self.as_of}, scale {self.scale}"


class Store:
    """One open database. Safe to share between threads; a statement waits for a transaction.

    Raises ValueError, with a sentence that says what to do, for a file that is something else, that
    cannot be written, or that holds changes of another country.
    """

    def __init__(self, path: Path, country: CountryKey) -> None:
        self.path = path
        self._lock = RLock()
        self._connection = _connect(path)
        close = weakref.finalize(self, self._connection.close)  # nobody else owns the file
        try:
            with self.transaction():
                _make(self._connection, path)
                self._belong(country)
            # Outside of any transaction, and only of a file that is ours.
            self._connection.execute("PRAGMA journal_mode = WAL")
        except ValueError:
            close()
            raise
        except sqlite3.Error as error:
            close()
            raise _unusable(path, error) from error

    def one(self, query: str, *values: object) -> Any:
        """Return the first row that a query finds, None if there is none."""
        with self._lock:
            return self._connection.execute(query, values).fetchone()

    def all(self, query: str, *values: object) -> list[Any]:
        """Return all rows that a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Run a statement; return the number of the row that it inserted."""
        with self._lock:
            return self._connection.execute(statement, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, with nobody else writing meanwhile; may stand within another one.

        Raises ValueError when the file fails: another process that writes for too long, no space.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.commit()
            except sqlite3.Error as error:
                self._connection.rollback()
                raise _unusable(self.path, error) from error
            except BaseException:
                self._connection.rollback()
                raise

    def _belong(self, country: CountryKey) -> None:
        """Let the database belong to a country; one without changes belongs to nobody else."""
        found = _country(self._connection)
        if found == country:
            return
        if self._connection.execute("SELECT 1 FROM changes LIMIT 1").fetchone() is not None:
            message = (
                f"{self.path} holds changes of another country ({found}); ask for that one, name "
                "another file, or drop its changes with --reset"
            )
            raise ValueError(message)
        self._connection.execute("DELETE FROM about")
        row = (str(country.seed), country.as_of.isoformat(), repr(country.scale))
        self._connection.execute("INSERT INTO about VALUES (?, ?, ?)", row)


def country_of(path: Path) -> CountryKey | None:
    """Return whose changes a database holds, None if there is no such file; ValueError as Store."""
    if not path.exists():
        return None
    connection = _connect(path)
    try:
        _check(connection, path)
        return _country(connection)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    finally:
        connection.close()


def drop_changes(path: Path) -> int:
    """Drop every change and return how many there were; whoever has the file open sees it at once.

    The numbers of changes are not used again. Raises ValueError as Store does.
    """
    if not path.exists():
        return 0
    connection = _connect(path)
    try:
        _check(connection, path)
        connection.execute("BEGIN IMMEDIATE")
        count: int = connection.execute("SELECT count(*) FROM changes").fetchone()[0]
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  # a name from the list above
        connection.commit()
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    finally:
        connection.close()
    return count


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    return connection


def _make(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file."""
    if connection.execute("PRAGMA schema_version").fetchone()[0]:
        _check(connection, path)
        return
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        message = f"{path} is no database of changes; name another file"
        raise ValueError(message)


def _country(connection: sqlite3.Connection) -> CountryKey | None:
    row = connection.execute("SELECT seed, as_of, scale FROM about").fetchone()
    return (
        None if row is None else CountryKey(int(row[0]), date.fromisoformat(row[1]), float(row[2]))
    )


def _unusable(path: Path, error: sqlite3.Error) -> ValueError:
    return ValueError(f"{path} cannot be used for changes ({error}); name another file")
