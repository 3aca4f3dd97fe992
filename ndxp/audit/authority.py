"""Which authority counts for which network document of a log, when one followed another.

The auditor trusts one authority. Documents before it took over are believed if statements of succession,
signed by both, lead from their authority to the trusted one; documents after, if they lead on from it.
Once a document of a successor stands in the log, its predecessor signs nothing any more.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography import x509

from gateway.errors import ConfigurationError, LedgerError, StateError, TrustError
from gateway.ledger.payloads import read_payload
from gateway.trust import Directory, open_network
from ndxp.audit.reading import snapshot


def documents_of(log: Path, authority: x509.Certificate) -> Callable[[str], Directory]:
    """Opens the documents of `log`, in their order, for an auditor who trusts `authority`."""
    return _Opener(_first(log, authority))


class _Opener:
    def __init__(self, authority: x509.Certificate) -> None:
        self._authority = authority

    def __call__(self, document: str) -> Directory:
        directory = open_network(document, self._authority)
        self._authority = directory.roots[-1]
        return directory


def _first(log: Path, authority: x509.Certificate) -> x509.Certificate:
    """The first authority that the newest document leads back to, if the trusted one vouches for it.

    Where that document is missing or spoilt, the pass over the log finds out and says so.
    """
    with suppress(LedgerError, StateError, TrustError, ConfigurationError, sqlite3.Error):
        return open_network(_newest_document(log), authority).roots[0]
    return authority


def _newest_document(log: Path) -> str:
    with snapshot(log) as db:
        row = db.execute(
            "SELECT jws FROM entries WHERE kind = 'network' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if row is None or not isinstance(row[0], str):
            raise TrustError("the log names no network document")
        digest = read_payload("network", row[0])["documentDigest"]
        found = db.execute("SELECT document FROM documents WHERE digest = ?", (digest,)).fetchone()
        if found is None or not isinstance(found[0], str):
            raise TrustError("the network document that the log names last is missing")
        return found[0]
