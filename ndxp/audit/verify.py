"""Verify a whole log in one pass: every entry, hash, signature, checkpoint and derived row.

In the order of the pass, and the first fault ends it:

1. entries are numbered from 0 without a gap, each is the leaf that its tile holds;
2. kind, time, payload and facts are what they must be, answers belong to open requests, each
   request is closed once, the row in `exchanges` is the one that follows;
3. each signature is that of the member or node it must be, by the network document before it, and
   each network document lies beside the tree as the authority signed it, newer than the one before;
4. each checkpoint is signed by the node and has the root of the entries that it covers;
5. at the end: tiles, `volume` and `open_requests` say what the entries say, the end of the log is
   covered, and a checkpoint from outside, if there is one, agrees.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from gateway.errors import LedgerError
from gateway.ledger.checkpoint import SignedCheckpoint
from gateway.ledger.encoding import entry_bytes, leaf_hash
from gateway.ledger.merkle import HASH_BYTES, TILE_WIDTH
from gateway.ledger.store import FORMAT_VERSION
from gateway.message import Entry
from ndxp.audit.certificates import OpenNetwork, Signatures
from ndxp.audit.derived import DerivedTables
from ndxp.audit.documents import Documents
from ndxp.audit.faults import FaultError
from ndxp.audit.reading import snapshot
from ndxp.audit.tree import TreeCheck

_MAX_UNCOVERED_MS = 60_000  # a writer signs twice a second, and at once when it starts

# What SQLite returns may be anything; `_meaning` looks at the types once the leaves are compared.
_Row = tuple[Any, Any, Any, Any, Any]


_NOT_GIVEN = "nothing outside this log was compared"
_GIVEN = "the checkpoint from outside could not be agreed with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification found; `fault` is empty and `first_bad` None when the log is good."""

    ok: bool
    entries: int  # read and found good
    signatures: int  # of entries, verified
    exchanges: int
    first_bad: int | None  # None too when a fault belongs to no single entry
    fault: str
    covered: int  # entries under the newest good checkpoint; those after it are not yet covered
    outside: str  # what was compared with something outside this log

    def as_json(self) -> dict[str, bool | int | str | None]:
        """The verdict as `--json` prints it."""
        return asdict(self)

    @property
    def sentence(self) -> str:
        """The verdict for a person."""
        if not self.ok:
            where = "" if self.first_bad is None else f" The first bad entry is {self.first_bad}."
            return f"The log is NOT what was written: {self.fault}.{where}"
        uncovered = self.entries - self.covered
        tail = f"; the last {uncovered} are not yet covered by a checkpoint" if uncovered else ""
        if uncovered == self.entries:
            tail = "; NO checkpoint in this log covers any of them"
        return f"The log is good: {self.entries} entries verified{tail}; {self.outside}."


def verify_log(
    path: Path,
    open_network: OpenNetwork,
    outside: SignedCheckpoint | None = None,
    *,
    signatures: bool = True,
) -> Verdict:
    """Verify the log at `path`, which another process may be writing.

    `open_network` verifies a network document against the authority that the auditor trusts;
    `outside` is a checkpoint that somebody kept elsewhere. Without `signatures` those of entries
    are not checked (those of checkpoints and of network documents and their entries are). Raises
    StateError when there is no log, and nothing else: what is wrong with the data is in the verdict.
    """
    try:
        with snapshot(path) as db:
            return _Pass(db, open_network, outside, signatures=signatures).run()
    except LedgerError as error:  # not even a database, or one without our tables
        return _bad(0, str(error))


def _bad(first_bad: int | None, fault: str, run: "_Pass | None" = None) -> Verdict:
    return Verdict(
        ok=False,
        entries=run.good if run else 0,
        signatures=run.signatures.verified if run else 0,
        exchanges=run.derived.exchanges if run else 0,
        first_bad=first_bad,
        fault=fault,
        covered=run.tree.covered if run else 0,
        outside=_GIVEN if run and run.outside_given else _NOT_GIVEN,
    )


class _Pass:
    def __init__(
        self,
        db: sqlite3.Connection,
        open_network: OpenNetwork,
        outside: SignedCheckpoint | None,
        *,
        signatures: bool,
    ) -> None:
        self._db = db
        self._check_signatures = signatures
        self.signatures = Signatures(open_network)
        self._documents = Documents(db)
        self.derived = DerivedTables(db)
        self.tree = TreeCheck(db, self.signatures, outside)
        self.outside_given = outside is not None
        self.good = 0
        self._last_ms = 0
        self._uncovered_since: int | None = None

    def run(self) -> Verdict:
        try:
            outside = self._run()
        except FaultError as error:
            return _bad(error.seq, error.fault, self)
        except (sqlite3.Error, OverflowError, ValueError, TypeError) as error:
            return _bad(self.good, f"the log cannot be read: {type(error).__name__}", self)
        return Verdict(
            ok=True,
            entries=self.good,
            signatures=self.signatures.verified,
            exchanges=self.derived.exchanges,
            first_bad=None,
            fault="",
            covered=self.tree.covered,
            outside=outside,
        )

    def _run(self) -> str:
        if self._db.execute("PRAGMA user_version").fetchone() != (FORMAT_VERSION,):
            raise FaultError(
                None, f"the log is not of format {FORMAT_VERSION}, which this version reads"
            )
        for rows in self._tiles():
            while rows:
                count = self.tree.stop_before(self.good + len(rows)) - self.good
                self._stretch(rows[:count])
                rows = rows[count:]  # noqa: PLW2901  the rest of the same tile
        outside = self.tree.finish()
        self.derived.finish(self._last_ms)
        self._documents.finish()
        since = self._uncovered_since
        if since is not None and self._last_ms - since > _MAX_UNCOVERED_MS:
            raise FaultError(self.tree.covered, "no checkpoint covers the entries from here on")
        return outside

    def _tiles(self) -> Iterator[list[_Row]]:
        """Entries in order, at most those of one tile at a time."""
        cursor = self._db.execute("SELECT seq, kind, time, jws, facts FROM entries ORDER BY seq")
        while rows := cursor.fetchmany(TILE_WIDTH):
            yield cast("list[_Row]", rows)

    def _stretch(self, rows: list[_Row]) -> None:
        """Check entries between two stops: leaves, then each one's meaning, then the tree."""
        first = self.good
        leaves, fault = _leaves(first, rows)
        stored = self.tree.stored_leaves(first, len(leaves))
        if stored != b"".join(leaves):
            good = _first_difference(leaves, stored)
            leaves, fault = leaves[:good], "the entry is not the one in the tree"
        for _, kind, time_ms, jws, facts in rows[: len(leaves)]:
            self._meaning(kind, time_ms, jws, facts)
        if fault:
            raise FaultError(self.good, fault)
        self.tree.extend(leaves)
        self.tree.check_checkpoints(self._last_ms)
        if self.tree.covered == self.tree.size:
            self._uncovered_since = None

    def _meaning(self, kind: Any, time_ms: Any, jws: Any, facts: Any) -> None:
        seq = self.good
        if (type(kind), type(time_ms), type(jws), type(facts)) != (str, int, str, str):
            raise FaultError(seq, "a column has the wrong type")
        if time_ms < self._last_ms:
            raise FaultError(seq, "the time goes back")
        entry = Entry(kind=kind, time_ms=time_ms, jws=jws, facts=facts)
        try:
            self.derived.follow(seq, entry)
            if kind == "network":
                self.signatures.take_network(entry, self._documents)
            elif self._check_signatures:
                self.signatures.verify(entry)
        except LedgerError as error:
            raise FaultError(seq, str(error)) from error
        self._last_ms = time_ms
        if self._uncovered_since is None:
            self._uncovered_since = time_ms
        self.good += 1


def _leaves(first: int, rows: list[_Row]) -> tuple[list[bytes], str]:
    """The leaves of rows as far as they are numbered and can be encoded, and why it ended there."""
    leaves: list[bytes] = []
    for expected, (seq, kind, time_ms, jws, facts) in enumerate(rows, first):
        if seq != expected:
            return leaves, "the entry is missing or out of its place"
        try:
            data = entry_bytes(kind, time_ms, jws, facts)
        except LedgerError as error:
            return leaves, str(error)
        leaves.append(leaf_hash(data))
    return leaves, ""


def _first_difference(leaves: list[bytes], stored: bytes) -> int:
    return next(
        at
        for at, leaf in enumerate(leaves)
        if stored[at * HASH_BYTES : (at + 1) * HASH_BYTES] != leaf
    )
