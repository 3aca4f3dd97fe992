"""The one check that every log test runs after every step: re-read everything, verify everything."""

import base64
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.ledger.encoding import entry_bytes, leaf_hash
from ndxp.audit.verify import verify_log
from tests.gateway.ledger.simulator import NetworkSimulator


def check_log(log: Path, network: NetworkSimulator, size: int) -> None:
    """The log at `log` must be good and have exactly `size` entries."""
    verdict = verify_log(log, network.open_network)
    with closing(sqlite3.connect(log)) as db:
        rows = db.execute("SELECT kind, time, jws, facts FROM entries ORDER BY seq").fetchall()
        notes = db.execute("SELECT size, note FROM checkpoints").fetchall()
        (exchanges,) = db.execute("SELECT count(*) FROM exchanges").fetchone()
        (counted,) = db.execute("SELECT coalesce(sum(count), 0) FROM volume").fetchone()
    leaves = [leaf_hash(entry_bytes(*row)) for row in rows]

    assert verdict.ok, verdict.sentence
    assert (verdict.entries, verdict.signatures, len(rows)) == (size, size, size)
    assert verdict.exchanges == exchanges == counted
    for covered, note in notes:
        _, written, root, *_ = note.split("\n")
        assert int(written) == covered
        assert base64.b64decode(root) == naive_root(leaves[:covered])


def naive_root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962 §2.1 defines it, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = naive_root(leaves[:half]), naive_root(leaves[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()
