"""Faults on demand at a listener: which call has one, what is done about it, and that everybody sees it.

It stands around the exchange: `exchange` in front of it, `answer` behind it. While no rule is on and no call
orders a fault, both do nothing. A fault that happens at an adapter or a registry leaves in the sealed headers,
and what came of it comes back in those of the sealed answer.
Only a call for a service that exists has one: its entry in the log, a request or a refusal, names it.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final, Self

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.access import Scope
from gateway.bus import FragileBus
from gateway.bus.faulty import FAULTS as OF_THE_BUS
from gateway.bus.faulty import FaultyBus
from gateway.clock import Clock
from gateway.edge.authentication import Evidence
from gateway.edge.breaking import spoil, wait
from gateway.edge.listen import Listen
from gateway.errors import (
    AddressRefusedError,
    BadRequestError,
    BusUnavailableError,
    ClockSkewError,
    DeadlineExceededError,
    ExchangeError,
    FaultsNotAllowedError,
    InactiveTokenError,
    InternalError,
    OfficerNotMappedError,
    QuotaError,
    RegistryFailedError,
)
from gateway.exchange import Exchange
from gateway.faults import HEADER, Asked, Fault, Faults
from gateway.message import Request, Response, ServiceId
from gateway.network import Network
from gateway.refresh import DirectorySource
from gateway.telemetry import Metrics

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_CHOSEN: Final = web.RequestKey("fault", Fault)
_TOLD: Final = web.RequestKey("told", str)
_KEY: Final = HEADER.lower()
_UNKNOWN: Final = "obeyed=unknown"

_ERRORS: Final[Mapping[str, type[ExchangeError]]] = {
    "500": InternalError,
    "502": RegistryFailedError,
    "503": BusUnavailableError,
    "504": DeadlineExceededError,
}
_REFUSALS: Final[Mapping[str, Callable[[Fault, int], ExchangeError]]] = {
    "token_expired": lambda _fault, _now_ms: InactiveTokenError("the access token has expired"),
    "timestamp_skew": lambda _fault, _now_ms: ClockSkewError(),
    "ip_refused": lambda _fault, _now_ms: AddressRefusedError(),
    "quota_exceeded": lambda fault, now_ms: QuotaError(
        "no more", now_ms, now_ms + round(fault.number("retry_after_s")) * 1000
    ),
    "officer_not_mapped": lambda _fault, _now_ms: OfficerNotMappedError(),
    "error": lambda fault, _now_ms: _ERRORS[fault.word("status")](),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """What faults on demand need of a node: the rules that are on, and its bus, which can be disturbed."""

    faults: Faults
    bus: FaultyBus

    @classmethod
    def over(cls, bus: FragileBus, clock: Clock) -> Self:
        """None is on at first."""
        return cls(faults=Faults(clock.monotonic), bus=FaultyBus(bus))


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """The exchange as one listener offers it."""

    exchange: Exchange
    mischief: Mischief
    listen: Listen
    source: DirectorySource
    metrics: Metrics

    def allows(self, http: BaseRequest) -> bool:
        """Whether its caller may order faults: on this machine, else where the operator said so."""
        return self.listen.allow_faults or (self.listen.has_faults and Evidence.of(http).at_home)

    async def __call__(self, http: BaseRequest, request: Request, scope: Scope) -> Response:
        """Carry a request; raises an ExchangeError that says what went wrong, on demand or in earnest."""
        if self.mischief.faults.quiet and HEADER not in http.headers:
            return await self.exchange(request, scope)
        with self.exchange.noise.counting():
            fault = self._chosen(http, request)
        request = _without_order(request)
        if fault is None:
            return await self.exchange(request, scope)
        http[_CHOSEN] = fault
        self._tell(fault, request)
        return await self._disturbed(http, replace(request, fault=fault.name), scope, fault)

    async def answer(self, http: BaseRequest, answer: web.StreamResponse) -> web.StreamResponse:
        """What leaves in the end; the answer to a disturbed call says by what."""
        if _CHOSEN not in http:
            return answer
        fault = http[_CHOSEN]
        answer.headers[HEADER] = http.get(_TOLD, str(fault))
        return await spoil(http, answer, fault) if fault.place == "gateway" else answer

    @property
    def _network(self) -> Network:
        return self.source.newest.network

    def _chosen(self, http: BaseRequest, request: Request) -> Fault | None:
        """The fault that the call orders, else that of a rule; raises what is wrong with its order."""
        orders = http.headers.getall(HEADER, [])
        if orders and not self.allows(http):
            raise FaultsNotAllowedError(f"header {HEADER}")
        asked = self._asked(request) if self.listen.has_faults else None
        if asked is None:
            return None
        faults = self.mischief.faults
        return faults.for_once(_ordered(orders, asked)) if orders else faults.choose(asked)

    def _asked(self, request: Request) -> Asked | None:
        """Whose call it is and of what, as the network document writes them; None if it has no such service."""
        client = self._network.resolve(request.client)
        provider = self._network.subsystems.get(self._network.resolve(request.service.provider))
        if provider is None:
            return None
        service = ServiceId(provider=provider.id, code=request.service.code)
        if service not in provider.services:
            return None
        return Asked(service=str(service), client=str(client), registry=provider.registry)

    def _tell(self, fault: Fault, request: Request) -> None:
        self.metrics.fault(fault.name, fault.place)
        log.info("fault.on", fault=fault.name, place=fault.place, request_id=request.request_id)

    async def _disturbed(
        self, http: BaseRequest, request: Request, scope: Scope, fault: Fault
    ) -> Response:
        if fault.place != "gateway":
            http[_TOLD] = f"{fault};{_UNKNOWN}"
            order = (HEADER, str(fault.explicit))
            sent = replace(request, headers=(*request.headers, order))
            response = await self.exchange(sent, scope)
            http[_TOLD] = _told(fault, response)
            return response
        if fault.name in _REFUSALS:
            error = _REFUSALS[fault.name](fault, request.received_ms)
            await self.exchange.refuse(request, error)
        bus = self.mischief.bus
        planned = bus.planned(request.request_id, fault.name)
        with planned if fault.name in OF_THE_BUS else nullcontext():
            try:
                return await self.exchange(request, scope)
            finally:
                if fault.name == "latency":
                    await wait(http, fault.number("seconds"))


def _ordered(orders: list[str], asked: Asked) -> Fault:
    if len(orders) > 1:
        raise BadRequestError(f"header {HEADER} stands twice")
    try:
        fault = Fault.parse(orders[0])
    except ValueError as error:
        raise BadRequestError(f"header {HEADER}: {error}") from None
    if fault.kind.registries and asked.registry not in fault.kind.registries:
        named = ", ".join(fault.kind.registries)
        raise BadRequestError(f"header {HEADER}: {fault.name} is a fault of {named} only")
    return fault


def _told(fault: Fault, response: Response) -> str:
    """What an adapter or a registry did, as the sealed answer says; it may have done nothing at all."""
    said = (value for name, value in response.headers if name.lower() == _KEY)
    return fault.confirmed(next(said, "")) or f"{fault};{_UNKNOWN}"


def _without_order(request: Request) -> Request:
    """No order of a caller is sealed: the gateway decides what is on, and writes it anew."""
    others = tuple(pair for pair in request.headers if pair[0].lower() != _KEY)
    return request if len(others) == len(request.headers) else replace(request, headers=others)
