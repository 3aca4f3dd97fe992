"""The tables of a log in SQLite, and one transaction for each batch.

`entries` is the log. `documents` holds the network documents that entries name by their digest: too
large for a leaf, covered through it, written with the entry and kept for ever. `tiles`, `exchanges`, `volume` and `open_requests` follow from it and are
written in the same transaction; verify derives them again and compares.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from gateway.errors import LedgerError, TamperedError
from gateway.ledger.checkpoint import parse_checkpoint
from gateway.ledger.derive import Derivation, OpenRequest
from gateway.ledger.encoding import entry_bytes, leaf_hash
from gateway.ledger.merkle import HASH_BYTES, Tile, Tree
from gateway.ledger.payloads import NetworkPayload, read_payload
from gateway.ledger.rows import ExchangeRow, VolumeKey, hour_of, volume_key
from gateway.message import Entry
from gateway.trust import document_digest

FORMAT_VERSION = 2
_REMEMBERED_FAILURES = 10_000  # a late answer comes soon or never
_BUSY_TIMEOUT_S = 0.1  # only a stranger holds the database; the event loop waits for it here

_SCHEMA = f"""
CREATE TABLE entries (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, time INTEGER NOT NULL,
    jws TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX late_entries ON entries (seq) WHERE kind = 'late';
CREATE INDEX network_entries ON entries (seq) WHERE kind = 'network';
CREATE TABLE documents (digest TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE tiles (level INTEGER NOT NULL, tile INTEGER NOT NULL, hashes BLOB NOT NULL,
    PRIMARY KEY (level, tile));
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, note TEXT NOT NULL);
CREATE TABLE exchanges (seq INTEGER PRIMARY KEY, request_seq INTEGER, message_id TEXT NOT NULL,
    request_id TEXT NOT NULL, client TEXT NOT NULL, provider TEXT NOT NULL,
    service_code TEXT NOT NULL, request_in_ts INTEGER, request_out_ts INTEGER,
    response_in_ts INTEGER, rest_method TEXT, rest_path TEXT, request_size INTEGER,
    response_size INTEGER, status INTEGER NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL,
    succeeded INTEGER NOT NULL, user_ref TEXT, case_ref TEXT, subject_ref TEXT);
CREATE INDEX exchanges_request_id ON exchanges (request_id);
CREATE TABLE volume (hour TEXT NOT NULL, client TEXT NOT NULL, service TEXT NOT NULL,
    outcome TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, client, service, outcome)) WITHOUT ROWID;
CREATE TABLE open_requests (seq INTEGER PRIMARY KEY);
PRAGMA user_version = {FORMAT_VERSION};
"""
_ADD_EXCHANGE = f"INSERT INTO exchanges VALUES ({','.join('?' * len(ExchangeRow._fields))})"  # noqa: S608
_ADD_DOCUMENT = "INSERT INTO documents VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"
_ADD_TILE = (
    "INSERT INTO tiles VALUES (?, ?, ?)"
    " ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes"
)
_ADD_VOLUME = (
    "INSERT INTO volume VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (hour, client, service, outcome) DO UPDATE SET count = count + excluded.count"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one transaction writes, decided before anything is written."""

    tree: Tree
    last_ms: int
    results: list[int | LedgerError]  # for each entry, in order
    entries: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    documents: list[tuple[str, str]] = field(default_factory=list)  # digest, document
    tiles: list[Tile] = field(default_factory=list)
    exchanges: list[ExchangeRow] = field(default_factory=list)
    volume: Counter[VolumeKey] = field(default_factory=Counter)


class Store:
    """The log's tables and the state that goes with them: tree, last time, open requests.

    Not for two threads at once. `write` leaves the transaction open; `connection.commit` ends it
    (the only slow part, so it may run in another thread), then `keep` or `discard` must follow.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the log; raises LedgerError, or TamperedError if it does not fit together."""
        try:
            # SQLite gives its own files the mode of this one: people's references are not for all.
            path.touch(mode=0o600)
            self.connection = sqlite3.connect(
                path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
        except (sqlite3.Error, OSError) as error:
            msg = f"{path} cannot be opened: {error}"
            raise LedgerError(msg) from error
        try:
            self._prepare(path)
            self._load()
        except sqlite3.Error as error:
            self.connection.close()
            msg = f"{path} cannot be used as a log: {error}"
            raise LedgerError(msg) from error
        except LedgerError:
            self.connection.close()
            raise

    @property
    def open_requests(self) -> list[OpenRequest]:
        """Requests that nothing has closed yet, oldest first."""
        return self._derivation.open_requests

    def newest_network(self) -> NetworkPayload | None:
        """What the last `network` entry says; raises LedgerError if it is damaged."""
        row = self.connection.execute(
            "SELECT jws FROM entries WHERE kind = 'network' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return cast("NetworkPayload", read_payload("network", row[0])) if row else None

    @property
    def last_checkpoint(self) -> int:
        """How many entries the newest checkpoint covers."""
        row = self.connection.execute("SELECT max(size) FROM checkpoints").fetchone()
        return int(row[0] or 0)

    def plan(self, entries: Sequence[Entry]) -> Batch:
        """Decide what to write; an entry that contradicts the log gets a LedgerError as result."""
        batch = Batch(tree=self.tree, last_ms=self.last_ms, results=[])
        leaves: list[bytes] = []
        last_ms = self.last_ms
        for entry in entries:
            seq = self.tree.size + len(leaves)
            time_ms = max(entry.time_ms, last_ms)
            try:
                data = entry_bytes(entry.kind, time_ms, entry.jws, entry.facts)
                hour = hour_of(time_ms)
                if entry.kind == "network":
                    batch.documents.append(_named_document(entry))
                row = self._derivation.follow(seq, entry)
                if row is not None:
                    batch.volume[volume_key(row, hour)] += 1
                    batch.exchanges.append(row)
            except LedgerError as error:
                batch.results.append(error)
                continue
            last_ms = time_ms
            leaves.append(leaf_hash(data))
            batch.entries.append((seq, entry.kind, time_ms, entry.jws, entry.facts))
            batch.results.append(seq)
        tree, tiles = self.tree.extended(leaves)
        return Batch(
            tree=tree,
            last_ms=last_ms,
            results=batch.results,
            entries=batch.entries,
            documents=batch.documents,
            tiles=tiles,
            exchanges=batch.exchanges,
            volume=batch.volume,
        )

    def write(self, batch: Batch) -> None:
        """Begin a transaction with the whole batch in it."""
        closed = [(row.request_seq,) for row in batch.exchanges if row.request_seq is not None]
        opened = [(row[0],) for row in batch.entries if row[1] == "request"]
        db = self.connection
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", batch.entries)
        db.executemany(_ADD_DOCUMENT, batch.documents)
        db.executemany(_ADD_TILE, ((t.level, t.index, t.hashes) for t in batch.tiles))
        db.executemany(_ADD_EXCHANGE, batch.exchanges)
        db.executemany(_ADD_VOLUME, ((*key, n) for key, n in batch.volume.items()))
        db.executemany("INSERT INTO open_requests VALUES (?)", opened)
        db.executemany("DELETE FROM open_requests WHERE seq = ?", closed)

    def keep(self, batch: Batch) -> None:
        """The batch is durable."""
        self.tree = batch.tree
        self.last_ms = batch.last_ms
        self._derivation.settle()

    def discard(self) -> None:
        """The batch could not be written: everything is as before it."""
        self._derivation.take_back()
        if self.connection.in_transaction:
            self.connection.rollback()

    def write_checkpoint(self, time_ms: int, note: str) -> None:
        """Begin a transaction with a checkpoint of the log as it is."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(
            "INSERT INTO checkpoints VALUES (?, ?, ?)", (self.tree.size, time_ms, note)
        )

    def _prepare(self, path: Path) -> None:
        db = self.connection
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA wal_autocheckpoint = 4000")  # pages of 4 KiB
        db.execute("PRAGMA cache_size = -32000")  # KiB
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != FORMAT_VERSION:
            msg = (
                f"{path} is a log of format {version}, and this version writes format"
                f" {FORMAT_VERSION}: move it away, or choose another --state"
            )
            raise LedgerError(msg)

    def _load(self) -> None:
        db = self.connection
        last = db.execute(
            "SELECT seq, kind, time, jws, facts FROM entries ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        size = 0 if last is None else last[0] + 1
        self.last_ms = 0 if last is None else int(last[2])
        try:
            self.tree = Tree.load(size, self._read_tile)
        except LedgerError as error:
            raise TamperedError(max(size - 1, 0), str(error)) from error
        if last is not None and self._read_leaf(last[0]) != leaf_hash(entry_bytes(*last[1:])):
            raise TamperedError(last[0], "the entry is not the one in the tree")
        if self.last_checkpoint > size:
            raise TamperedError(size, "a checkpoint covers entries that are missing")
        self._derivation = Derivation(self._read_open(), self._is_used, _REMEMBERED_FAILURES)

    def _read_tile(self, level: int, index: int) -> bytes:
        row = self.connection.execute(
            "SELECT hashes FROM tiles WHERE level = ? AND tile = ?", (level, index)
        ).fetchone()
        return row[0] if row is not None and isinstance(row[0], bytes) else b""

    def _read_leaf(self, seq: int) -> bytes:
        index, position = divmod(seq, 256)
        return self._read_tile(0, index)[position * HASH_BYTES : (position + 1) * HASH_BYTES]

    def _read_open(self) -> list[OpenRequest]:
        reader = Derivation()
        rows = self.connection.execute(
            "SELECT seq, kind, time, jws, facts FROM open_requests JOIN entries USING (seq)"
        ).fetchall()
        for seq, kind, time_ms, jws, facts in rows:
            reader.follow(seq, Entry(kind=kind, time_ms=time_ms, jws=jws, facts=facts))
        return reader.open_requests

    def _is_used(self, request_id: str) -> bool:
        return (
            self.connection.execute(
                "SELECT 1 FROM exchanges WHERE request_id = ?", (request_id,)
            ).fetchone()
            is not None
        )


def _named_document(entry: Entry) -> tuple[str, str]:
    """What a network entry brings with it, under the digest that the entry names."""
    digest = read_payload("network", entry.jws)["documentDigest"]
    if entry.document is None or document_digest(entry.document) != digest:
        msg = "the network document is not the one that the entry names"
        raise LedgerError(msg)
    return digest, entry.document


def checkpoint_of(connection: sqlite3.Connection) -> tuple[str, int, bytes] | None:
    """The newest checkpoint's note, size and root; not verified."""
    row = connection.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    if row is None:
        return None
    claimed = parse_checkpoint(str(row[0])).claimed
    return str(row[0]), claimed.size, claimed.root
