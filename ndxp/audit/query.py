"""Find exchanges in a log and show what the log holds about one. Nothing here is verified."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import jiter

from gateway.errors import LedgerError, SealError
from gateway.jws import parse
from gateway.ledger.rows import ExchangeRow
from gateway.ledger.store import checkpoint_of
from ndxp.audit.reading import snapshot

# A refusal is its own beginning.
_BEGUN = "SELECT facts FROM entries WHERE seq = COALESCE(exchanges.request_seq, exchanges.seq)"
_COLUMNS = ", ".join(f"exchanges.{name}" for name in ExchangeRow._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which exchanges are wanted; None lets everything through."""

    client: str | None = None  # VN/GOV/H29/motcua
    service: str | None = None  # VN/GOV/G01/dancu/TraCuuThongTinCongDan
    outcome: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A closed exchange and when the log closed it, in milliseconds since 1970.

    `fault` is the name of a fault on demand that was on for it, if one was.
    """

    time_ms: int
    row: ExchangeRow
    fault: str | None

    def as_json(self) -> dict[str, object]:
        """The exchange as `--json` prints it."""
        return {"time": self.time_ms, **self.row._asdict(), "fault": self.fault}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry of an exchange, its JWS taken apart."""

    seq: int
    kind: str
    time: int
    header: dict[str, str]
    payload: dict[str, object]
    facts: object
    jws: str
    jws_sha256: str

    def as_json(self) -> dict[str, object]:
        """The entry as `--json` prints it."""
        return asdict(self)


def list_exchanges(path: Path, filters: Filters, limit: int) -> list[Listed]:
    """The newest `limit` closed exchanges that pass the filters, newest first."""
    provider, code = _split(filters.service)
    wanted = {
        "client": filters.client,
        "provider": provider,
        "service_code": code,
        "outcome": filters.outcome,
        "code": filters.code,
    }
    chosen = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f"exchanges.{name} = ?" for name in chosen) or "1"
    with snapshot(path) as db:
        rows = db.execute(
            f"SELECT entries.time, ({_BEGUN}), {_COLUMNS} FROM exchanges JOIN entries USING (seq)"  # noqa: S608  our own names
            f" WHERE {where} ORDER BY exchanges.seq DESC LIMIT ?",
            (*chosen.values(), limit),
        ).fetchall()
    return [
        Listed(time_ms=time_ms, row=ExchangeRow(*row), fault=_fault(_facts(str(facts))))
        for time_ms, facts, *row in rows
    ]


def show_exchange(path: Path, identifier: str) -> list[Shown]:
    """The entries of the exchanges with this id, in the order of the log; empty if there is none.

    The id is the exchange's own (X-Road-Request-Id, also the `detail` of an error), or the
    caller's (X-Road-Id), which may belong to several. What is neither may be the number of one
    entry, the only name that a network version or a summary has.
    """
    with snapshot(path) as db:
        found = _closed(db, "request_id", identifier) or _closed(db, "message_id", identifier)
        found = found or _still_open(db, identifier) or _numbered(db, identifier)
        return [_shown(row) for row in found]


def newest_checkpoint(path: Path) -> str:
    """The newest signed checkpoint, to be kept outside; raises LedgerError if there is none."""
    with snapshot(path) as db:
        found = checkpoint_of(db)
    if found is None:
        msg = f"{path} has no checkpoint yet"
        raise LedgerError(msg)
    return found[0]


_ENTRY = "SELECT seq, kind, time, jws, facts FROM entries"
_NUMBER = "[0-9]{1,18}"  # SQLite's integers have room for those


def _closed(db: sqlite3.Connection, column: str, identifier: str) -> list[tuple[object, ...]]:
    closings = db.execute(
        f"SELECT seq, request_seq, request_id FROM exchanges WHERE {column} = ? ORDER BY seq",  # noqa: S608  our own names
        (identifier,),
    ).fetchall()
    rows: list[tuple[object, ...]] = []
    for seq, request_seq, request_id in closings:
        rows += db.execute(f"{_ENTRY} WHERE seq IN (?, ?) ORDER BY seq", (request_seq, seq))
        late = db.execute(f"{_ENTRY} WHERE kind = 'late' AND seq > ? ORDER BY seq", (seq,))
        rows += _about(late, request_id)
    return rows


def _still_open(db: sqlite3.Connection, identifier: str) -> list[tuple[object, ...]]:
    rows = db.execute(f"{_ENTRY} JOIN open_requests USING (seq) ORDER BY seq")
    return _about(rows, identifier)


def _numbered(db: sqlite3.Connection, text: str) -> list[tuple[object, ...]]:
    if not re.fullmatch(_NUMBER, text):
        return []
    return db.execute(f"{_ENTRY} WHERE seq = ?", (int(text),)).fetchall()


def _about(rows: Iterable[tuple[object, ...]], identifier: str) -> list[tuple[object, ...]]:
    return [
        row
        for row in rows
        if identifier in {_shown(row).payload.get(name) for name in ("requestId", "id")}
    ]


def _shown(row: tuple[object, ...]) -> Shown:
    seq, kind, time_ms, jws, facts = row
    text = str(jws)
    header: dict[str, str] = {}
    payload: dict[str, object] = {}
    try:
        token = parse(text)
        header = {"alg": token.alg, "kid": token.kid, "typ": token.typ}
        payload = dict(token.payload)
    except SealError as error:
        header = {"unreadable": str(error)}
    return Shown(
        seq=int(str(seq)),
        kind=str(kind),
        time=int(str(time_ms)),
        header=header,
        payload=payload,
        facts=_facts(str(facts)),
        jws=text,
        jws_sha256=hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest(),
    )


def _facts(text: str) -> object:
    try:
        return jiter.from_json(text.encode("utf-8", "surrogateescape"))
    except ValueError:
        return text


def _fault(facts: object) -> str | None:
    match facts:
        case {"fault": str(name)}:
            return name
    return None


def _split(service: str | None) -> tuple[str | None, str | None]:
    if service is None:
        return None, None
    provider, _, code = service.rpartition("/")
    return provider, code
