"""Whether the tables that follow from the entries say what the entries say."""

import sqlite3
from collections.abc import Iterator

from gateway.ledger.derive import Derivation
from gateway.ledger.rows import ExchangeRow, VolumeKey, hour_of, volume_key
from gateway.message import Entry
from ndxp.audit.faults import FaultError

_CLOSING_GRACE_MS = 60_000


class DerivedTables:
    """Derives exchanges, volume and open requests again, beside the stored ones."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._derivation = Derivation()
        self._stored: Iterator[tuple[object, ...]] = db.execute(
            f"SELECT {', '.join(ExchangeRow._fields)} FROM exchanges ORDER BY seq"  # noqa: S608  our own names
        )
        self._volume: dict[VolumeKey, list[int]] = {}  # count, and the first entry counted
        self.exchanges = 0

    def follow(self, seq: int, entry: Entry) -> None:
        """Derive from one entry; raises LedgerError if it contradicts, FaultError if a row differs."""
        row = self._derivation.follow(seq, entry)
        self._derivation.settle()
        if row is None:
            return
        if next(self._stored, None) != row:
            raise FaultError(seq, "the row in exchanges is not what the entries say")
        self.exchanges += 1
        bucket = self._volume.setdefault(volume_key(row, hour_of(entry.time_ms)), [0, seq])
        bucket[0] += 1

    def finish(self, last_ms: int) -> None:
        """Compare what is left when all entries are read; raises FaultError."""
        extra = next(self._stored, None)
        if extra is not None:
            raise FaultError(_number(extra[0]), "a row in exchanges follows from no entry")
        self._check_used_once()
        self._check_volume()
        self._check_open(last_ms)

    def _check_used_once(self) -> None:
        (seq,) = self._db.execute(
            "SELECT min(seq) FROM (SELECT max(seq) AS seq FROM exchanges"
            " GROUP BY request_id HAVING count(*) > 1)"
        ).fetchone()
        if seq is not None:
            raise FaultError(
                seq, "closes an exchange id that was used before: it would count twice"
            )

    def _check_volume(self) -> None:
        stored = self._db.execute("SELECT hour, client, service, outcome, count FROM volume")
        for *key, count in stored:
            bucket = self._volume.pop(VolumeKey(*key), None)
            if bucket is None or count != bucket[0]:
                raise FaultError(
                    bucket[1] if bucket else None,
                    "a bucket in volume does not count what the entries say",
                )
        if self._volume:
            first = min(seq for _, seq in self._volume.values())
            raise FaultError(first, "a bucket in volume is missing")

    def _check_open(self, last_ms: int) -> None:
        derived = self._derivation.open_requests
        stored = [row[0] for row in self._db.execute("SELECT seq FROM open_requests ORDER BY seq")]
        if stored != [request.seq for request in derived]:
            raise FaultError(
                derived[0].seq if derived else None,
                "the table open_requests is not what the entries say",
            )
        for request in derived:
            if request.payload["expiresAt"] + _CLOSING_GRACE_MS < last_ms:
                raise FaultError(request.seq, "the request was never closed")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
