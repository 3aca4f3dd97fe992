"""The network documents that lie beside the tree, each under the digest that an entry names."""

import sqlite3

from gateway.errors import LedgerError
from gateway.trust import document_digest
from ndxp.audit.faults import FaultError


class Documents:
    """Hands out what entries name; what nobody named is found at the end."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._named: set[str] = set()

    def named(self, digest: str) -> str:
        """The document with this digest; raises LedgerError if it is missing or was altered."""
        row = self._db.execute(
            "SELECT document FROM documents WHERE digest = ?", (digest,)
        ).fetchone()
        if row is None:
            msg = "the network document that it names is missing"
            raise LedgerError(msg)
        if not isinstance(row[0], str) or document_digest(row[0]) != digest:
            msg = "the network document is not the one that it names"
            raise LedgerError(msg)
        self._named.add(digest)
        return row[0]

    def finish(self) -> None:
        """Compare what is left when all entries are read; raises FaultError."""
        (stored,) = self._db.execute("SELECT count(*) FROM documents").fetchone()
        if stored != len(self._named):
            raise FaultError(None, "a row in documents is named by no entry")
