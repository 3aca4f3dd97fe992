"""The provider's side of an exchange: it trusts nothing because it came over the bus.

The order of `ProviderSide.handle` is the order of docs/protocol.md §6: seal, replay, service, right,
schema, registry, schema again, seal. A message that nobody can be shown to have sealed gets no
answer; every other refusal is answered under the provider's own seal.
"""

import asyncio
import json
import operator
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from adapters.base import Adapter, Answer, Call, OpaqueAdapter, OpaqueAnswer, OpaqueCall
from adapters.hearing import hearing
from adapters.memory import ReplayMemory
from adapters.obeying import Seal, SilenceError, misbehave, ordered, passed_on, resealed, sent_on
from gateway.access import authorise
from gateway.bus import Reply
from gateway.clock import Clock
from gateway.content import ResponseContent, is_header, is_target
from gateway.errors import (
    BadRequestError,
    CannotSealError,
    DeadlineExceededError,
    ExchangeError,
    InvalidAnswerError,
    Language,
    MessageExpiredError,
    NetworkExpiredError,
    OverloadedError,
    RegistryFailedError,
    RegistryRefusedError,
    ReplayError,
    SealError,
    UnknownServiceError,
    problem,
)
from gateway.faults import Fault
from gateway.headers import end_to_end
from gateway.jws import Signer
from gateway.keyring import Keyring
from gateway.message import (
    Headers,
    Outcome,
    Sealed,
    ServiceId,
    SubsystemId,
    preferred_language,
)
from gateway.network import METHODS
from gateway.refresh import Derived
from gateway.schema import Catalogue
from gateway.signature import OpenedRequest, Verdict, open_request, seal_response
from gateway.strict_json import parse_json
from gateway.trace import trace_of
from gateway.trust import Directory

log: structlog.stdlib.BoundLogger = structlog.get_logger()

JSON = ("Content-Type", "application/json")
PLACE = "server.serverproxy"
_NOT_HTTP = "its status, headers or body are not those of HTTP"
_SAFE_METHODS = frozenset(["GET", "HEAD", "OPTIONS", "TRACE"])  # RFC 9110 §9.2.1
_OUTCOMES: dict[str, Outcome] = {
    "denied": "denied",
    "invalid": "invalid",
    "timeout": "timeout",
    "provider_error": "provider_error",
}

A = TypeVar("A")
C = TypeVar("C", Call, OpaqueCall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider's side needs to know and to sign with."""

    directory: Directory
    catalogue: Catalogue
    keyring: Keyring
    clock: Clock
    obeys_faults: bool = False  # those that a sealed request orders (adapters/obeying.py)


class ProviderSide:
    """Checks, answers and seals for one adapter; `handle` is a bus.Handler."""

    def __init__(self, provided: Derived[Provider], adapter: Adapter | OpaqueAdapter) -> None:
        self._provided = provided
        self._adapter = adapter if isinstance(adapter, Adapter) else None
        self._opaque_adapter = adapter if isinstance(adapter, OpaqueAdapter) else None
        self._subsystem = SubsystemId.parse(adapter.subsystem)
        self._memory = ReplayMemory(provided.newest.clock)

    @property
    def _provider(self) -> Provider:
        return self._provided.newest

    def _signer(self) -> Signer:
        provider = self._provider
        return provider.keyring.signer(self._subsystem.member, provider.clock.now_ms())

    async def handle(self, sealed: Sealed) -> Reply:
        """Answer one sealed message, or say why it is dead."""
        clock = self._provider.clock
        try:
            request = open_request(sealed, self._provider.directory, clock.now_ms())
            self._signer()  # without a key even a refusal could not be sealed
        except SealError as error:
            return Reply(answer=None, dead=error.reason)
        except (CannotSealError, MessageExpiredError) as error:
            return Reply(answer=None, dead=error.code)
        try:
            return await self._memory.once(request, self._answer, self._answer_again)
        except ExchangeError as error:
            return Reply(answer=self._refuse(request, error), dead=_dead(error))

    async def _answer(self, request: OpenedRequest) -> Reply:
        """The adapter gets a trace to send on, even if whoever sealed the request began none."""
        trace = trace_of(request.content.headers)
        content = replace(request.content, headers=trace.carried(request.content.headers))
        with structlog.contextvars.bound_contextvars(trace_id=trace.id):
            return await self._answer_traced(replace(request, content=content))

    async def _answer_traced(self, request: OpenedRequest) -> Reply:
        fault = self._ordered(request)
        with nullcontext() if fault is None else hearing(fault):
            try:
                if fault is not None:
                    await misbehave(fault, self._left_s(request))
                content, verdict = await self._content(request)
            except SilenceError:
                return Reply(answer=None)
            except ExchangeError as error:
                return Reply(answer=self._refuse(request, error), dead=_dead(error))
            return Reply(answer=self._seal(request, content, verdict))

    async def _answer_again(self, request: OpenedRequest) -> Reply:
        """To a redelivery whose answer is kept no longer: what may change something is not repeated."""
        opaque = self._provider.directory.network.is_opaque(request.service)
        if opaque and request.content.method not in _SAFE_METHODS:
            raise ReplayError
        return await self._answer(request)

    async def _content(self, request: OpenedRequest) -> tuple[ResponseContent, Verdict]:
        self._provided.current()
        if request.service.provider != self._subsystem:
            raise UnknownServiceError
        network, asked = self._provider.directory.network, request.content
        authorise(network, request.client, request.service, asked.method, asked.path)
        if network.is_opaque(request.service):
            answer = await self._forward(request)
            return _uncovered(request, answer), Verdict(outcome=_sum_up(answer.status))
        return self._checked(request.service, await self._ask(request))

    async def _ask(self, request: OpenedRequest) -> Answer:
        if self._adapter is None:
            raise RegistryFailedError
        body = parse_json(request.content.body)
        self._provider.catalogue.check_request(request.service, body)
        call = Call(
            service=request.service.code,
            body=body if isinstance(body, dict) else {},
            request_id=request.request_id,
            time_left_s=self._left_s(request),
            headers=sent_on(request.content.headers, self._ordered(request)),
        )
        return await self._within(call, self._adapter.answer)

    async def _forward(self, request: OpenedRequest) -> OpaqueAnswer:
        asked = request.content
        if asked.method not in METHODS or not is_target(asked.path, asked.query):
            raise BadRequestError("its method, path or query cannot stand in a request line")
        if self._opaque_adapter is None:
            raise RegistryFailedError
        call = OpaqueCall(
            service=request.service.code,
            method=asked.method,
            path=asked.path,
            query=asked.query,
            headers=passed_on(asked.headers, self._ordered(request)),
            body=asked.body,
            client=str(request.client),
            message_id=request.message_id,
            request_id=request.request_id,
            time_left_s=self._left_s(request),
        )
        return await self._within(call, self._opaque_adapter.forward)

    def _ordered(self, request: OpenedRequest) -> Fault | None:
        return ordered(request.content.headers) if self._provider.obeys_faults else None

    def _left_s(self, request: OpenedRequest) -> float:
        return (request.expires_ms - self._provider.clock.now_ms()) / 1000

    async def _within(self, call: C, ask: Callable[[C], Awaitable[A]]) -> A:
        """Ask the adapter, no longer than the caller waits."""
        try:
            async with asyncio.timeout(call.time_left_s):
                return await ask(call)
        except TimeoutError:
            raise DeadlineExceededError from None
        except ExchangeError:
            raise
        except Exception as error:
            # Only the type: the text of a foreign error may hold what the registry said.
            log.error("adapter.failed", error=type(error).__name__, service=call.service)  # noqa: TRY400
            raise RegistryFailedError from None

    def _checked(self, service: ServiceId, answer: Answer) -> tuple[ResponseContent, Verdict]:
        """What will be sealed; raises InvalidAnswerError for whatever else an adapter returned."""
        try:
            self._provider.catalogue.check_response(service, answer.body)
            body = json.dumps(
                answer.body, ensure_ascii=False, allow_nan=False, separators=(",", ":")
            ).encode()
            native = memoryview(answer.native).tobytes()  # a TypeError unless it is bytes
            outcome: Outcome = "ok" if answer.found else "not_found"
        except ExchangeError:
            raise
        except Exception as error:
            # None, a date, a lone surrogate: the caller has to hear of it. Only the type: the text
            # of a foreign error may quote the answer.
            log.error(  # noqa: TRY400
                "adapter.answer_invalid", error=type(error).__name__, service=service.code
            )
            raise InvalidAnswerError("(the whole body): not JSON") from None
        content = ResponseContent(status=200, headers=(JSON,), body=body, native=native)
        return content, Verdict(outcome=outcome)

    def _refuse(self, request: OpenedRequest, error: ExchangeError) -> Sealed:
        language = _language(request.content.headers)
        document = problem(error, language, request.request_id, PLACE)
        headers: Headers = (JSON, ("X-Road-Error", document["type"]))
        body = json.dumps(document, ensure_ascii=False).encode()
        native = error.native if isinstance(error, RegistryRefusedError) else b""
        content = ResponseContent(status=error.status, headers=headers, body=body, native=native)
        outcome = _OUTCOMES.get(error.outcome, "error")
        return self._seal(request, content, Verdict(outcome=outcome, code=error.code))

    def _seal(self, request: OpenedRequest, content: ResponseContent, verdict: Verdict) -> Sealed:
        seal = Seal(self._signer(), self._provider.clock.now_ms(), content)
        fault = self._ordered(request)
        if fault is not None:
            ends_ms = self._provider.directory.certificate(seal.signer.kid).not_after_ms
            seal = resealed(fault, seal, ends_ms)
        return seal_response(request, seal.content, verdict, seal.signer, seal.issued_ms)


def _uncovered(request: OpenedRequest, answer: OpaqueAnswer) -> ResponseContent:
    """An opaque answer as it will be sealed; raises InvalidAnswerError unless HTTP can carry it."""
    try:
        status, headers = operator.index(answer.status), end_to_end(answer.headers)
        body = memoryview(answer.body).tobytes()
        good = 200 <= status <= 599 and all(is_header(*pair) for pair in headers)
    except Exception as error:
        # None, a text for bytes. Only the type: the text of a foreign error may quote the answer.
        log.error(  # noqa: TRY400
            "adapter.answer_invalid", error=type(error).__name__, service=request.service.code
        )
        raise InvalidAnswerError(_NOT_HTTP) from None
    if not good:
        raise InvalidAnswerError(_NOT_HTTP)
    if request.content.method == "HEAD" or status in (204, 304):
        body = b""
    return ResponseContent(status=status, headers=headers, body=body)


def _sum_up(status: int) -> Outcome:
    return "ok" if status < 400 else "provider_error"


def _dead(error: ExchangeError) -> str:
    """Refused messages go to the dead letters; a registry's failure is an answer like any other."""
    harmless = (
        RegistryFailedError,
        RegistryRefusedError,
        DeadlineExceededError,
        OverloadedError,
        InvalidAnswerError,
        NetworkExpiredError,
    )
    return "" if isinstance(error, harmless) else error.code


def _language(headers: Headers) -> Language:
    wanted = (value for name, value in headers if name.lower() == "accept-language")
    return preferred_language(next(wanted, ""))
