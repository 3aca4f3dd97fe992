"""What a node's operator and its clients may read of its traffic: docs/monitoring.md.

    GET /monitoring/operational   closed exchanges, from the log
    GET /monitoring/health        the last ten minutes of each service, from memory

A subsystem sees the exchanges that it took part in, as client or as provider; the member that runs
the network and its monitoring client see all of them.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.clock import Clock
from gateway.edge.opmon import FIELDS, Records, service_type
from gateway.edge.r1_form import client_of
from gateway.errors import (
    BadRequestError,
    InvalidMethodError,
    OverloadedError,
    UnknownMemberError,
)
from gateway.health import Health
from gateway.ledger.history import Wanted, read_page
from gateway.message import SubsystemId
from gateway.network import Network

OPERATIONAL, HEALTH = "/monitoring/operational", "/monitoring/health"
OFFSET_S = 60  # younger records are not told: one that is still being written would be missed
MAX_WAITING = 8  # pages asked for at a time; they are read one by one
_PARAMETERS = ("from", "to", "client", "fields", "next")
_LATEST_S = 10**11

Query = Mapping[str, str]


class Monitoring:
    """Answers for one node; its log is read in a thread, one page at a time."""

    def __init__(self, log: Path, clock: Clock, health: Health) -> None:
        self._log = log
        self._clock = clock
        self._health = health
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def answer(self, http: BaseRequest, network: Network) -> web.Response:
        """Answer a call of either path; raises the ExchangeError that the caller is told."""
        if http.method != "GET":
            raise InvalidMethodError("GET")
        viewer = network.resolve(client_of(http))
        if viewer not in network.subsystems:
            raise UnknownMemberError
        path, _, query = http.raw_path.partition("?")
        if path == HEALTH:
            _read(query, ())
            return _json(self._health.report(self._clock.now_ms(), partial(service_type, network)))
        return await self._in_turn(self._page(network, viewer, _read(query, _PARAMETERS)))

    async def _in_turn(self, work: Callable[[], web.Response]) -> web.Response:
        if self._waiting >= MAX_WAITING:
            raise OverloadedError
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1

    def _page(
        self, network: Network, viewer: SubsystemId, question: Query
    ) -> Callable[[], web.Response]:
        """How to read what is asked for; raises BadRequestError before anybody has to wait."""
        end_s = self._clock.now_ms() // 1000 - OFFSET_S  # of what may be told, excluded
        from_s, to_s = _seconds(question, "from", 0), _seconds(question, "to", _LATEST_S)
        if to_s < from_s:
            raise BadRequestError("to is before from")
        parties = [] if sees_all(network, viewer) else [str(viewer)]
        if "client" in question:
            parties.append(str(network.resolve(_subsystem(question["client"]))))
        wanted = Wanted(
            from_ms=from_s * 1000,
            until_ms=min(to_s + 1, end_s) * 1000,
            parties=parties,
            start=_position(question),
        )
        records = Records(network, str(viewer), _fields(question))
        again_s = max(from_s, end_s) if to_s >= end_s else None
        return partial(_tell, self._log, wanted, records, again_s)


def _tell(log: Path, wanted: Wanted, records: Records, again_s: int | None) -> web.Response:
    """One page; `again_s` is from when to ask again for what is too young to be told now."""
    page = read_page(log, wanted)
    answer: dict[str, object] = {
        "records": [records.of(closed) for closed in page.exchanges],
        "recordsCount": len(page.exchanges),
        "next": None if page.next is None else f"{page.next:x}",
    }
    if page.next is None and again_s is not None:
        answer["nextRecordsFrom"] = again_s
    return _json(answer)


def sees_all(network: Network, viewer: SubsystemId) -> bool:
    """Whether a client may see the exchanges of others (PR-OPMON v1.7 §2)."""
    return viewer.member == network.owner or viewer == network.monitoring


def _read(query: str, known: tuple[str, ...]) -> Query:
    """The parameters; what a caller sent is not repeated, since it may be anything."""
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    if not set(names) <= set(known) or len(set(names)) < len(names):
        allowed = f"only {', '.join(known)}, each once" if known else "no parameters"
        raise BadRequestError(f"this takes {allowed}")
    return dict(pairs)


def _seconds(question: Query, name: str, otherwise: int) -> int:
    text = question.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LATEST_S))):
        raise BadRequestError(f"{name} takes whole seconds since 1970")
    return int(text)


def _subsystem(text: str) -> SubsystemId:
    try:
        return SubsystemId.parse(text)
    except ValueError:
        raise BadRequestError("client reads instance/class/code/subsystem") from None


def _fields(question: Query) -> tuple[str, ...]:
    names = tuple(question["fields"].split(",")) if "fields" in question else ()
    for position, name in enumerate(names, start=1):
        if name not in FIELDS:
            raise BadRequestError(f"fields: number {position} is none of {', '.join(FIELDS)}")
    return names


def _position(question: Query) -> int:
    text = question.get("next", "0")
    if not (0 < len(text) < 16 and set(text) <= set("0123456789abcdef")):
        raise BadRequestError("next takes what the page before gave as next")
    return int(text, 16)


def _json(document: Mapping[str, object]) -> web.Response:
    return web.Response(
        body=json.dumps(document, ensure_ascii=False).encode(), content_type="application/json"
    )
