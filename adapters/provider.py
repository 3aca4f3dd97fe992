"""The provider's side of an exchange: it trusts nothing because it came over the bus.

The order of `ProviderSide.handle` is the order of docs/protocol.md §6: seal, replay, service, right,
schema, registry, schema again, seal. A message that nobody can be shown to have sealed gets no
answer; every other refusal is answered under the provider's own seal.
"""

import asyncio
import json
from dataclasses import dataclass

import structlog

from adapters.base import Adapter, Answer, Call
from adapters.memory import ReplayMemory
from gateway.access import authorise
from gateway.bus import Reply
from gateway.clock import Clock
from gateway.content import ResponseContent
from gateway.errors import (
    DeadlineExceededError,
    ExchangeError,
    InvalidAnswerError,
    Language,
    MessageExpiredError,
    OverloadedError,
    RegistryFailedError,
    RegistryRefusedError,
    SealError,
    UnknownServiceError,
    problem,
)
from gateway.faults import BAD_SIGNATURE, Faults
from gateway.jws import Signer
from gateway.message import (
    Headers,
    Outcome,
    Sealed,
    ServiceId,
    SubsystemId,
    preferred_language,
)
from gateway.schema import Catalogue, parse_json
from gateway.signature import OpenedRequest, Verdict, open_request, seal_response
from gateway.trust import Directory

log: structlog.stdlib.BoundLogger = structlog.get_logger()

JSON = ("Content-Type", "application/json")
PLACE = "server.serverproxy"
_OUTCOMES: dict[str, Outcome] = {
    "denied": "denied",
    "invalid": "invalid",
    "timeout": "timeout",
    "provider_error": "provider_error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider's side needs to know and to sign with."""

    directory: Directory
    catalogue: Catalogue
    signer: Signer
    clock: Clock
    faults: Faults


class ProviderSide:
    """Checks, answers and seals for one adapter; `handle` is a bus.Handler."""

    def __init__(self, provider: Provider, adapter: Adapter) -> None:
        self._provider = provider
        self._adapter = adapter
        self._subsystem = SubsystemId.parse(adapter.subsystem)
        self._memory = ReplayMemory(provider.clock)

    async def handle(self, sealed: Sealed) -> Reply:
        """Answer one sealed message, or say why it is dead."""
        clock = self._provider.clock
        try:
            request = open_request(sealed, self._provider.directory, clock.now_ms())
        except SealError as error:
            return Reply(answer=None, dead=error.reason)
        except MessageExpiredError as error:
            return Reply(answer=None, dead=error.code)
        try:
            return await self._memory.once(request, self._answer)
        except ExchangeError as error:
            return Reply(answer=self._refuse(request, error), dead=_dead(error))

    async def _answer(self, request: OpenedRequest) -> Reply:
        try:
            answer = await self._ask(request)
            content, verdict = self._checked(request.service, answer)
        except ExchangeError as error:
            return Reply(answer=self._refuse(request, error), dead=_dead(error))
        return Reply(answer=self._seal(request, content, verdict))

    async def _ask(self, request: OpenedRequest) -> Answer:
        provider = self._provider
        if request.service.provider != self._subsystem:
            raise UnknownServiceError
        authorise(provider.directory.network, request.client, request.service)
        body = parse_json(request.content.body)
        provider.catalogue.check_request(request.service, body)
        left_s = (request.expires_ms - provider.clock.now_ms()) / 1000
        call = Call(
            service=request.service.code,
            body=body if isinstance(body, dict) else {},
            request_id=request.request_id,
            time_left_s=left_s,
        )
        return await self._within(call)

    async def _within(self, call: Call) -> Answer:
        """Ask the adapter, no longer than the caller waits."""
        try:
            async with asyncio.timeout(call.time_left_s):
                return await self._adapter.answer(call)
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
        content = ResponseContent(status=error.status, headers=headers, body=body)
        outcome = _OUTCOMES.get(error.outcome, "error")
        return self._seal(request, content, Verdict(outcome=outcome, code=error.code))

    def _seal(self, request: OpenedRequest, content: ResponseContent, verdict: Verdict) -> Sealed:
        signer = self._provider.signer
        if self._provider.faults.active(BAD_SIGNATURE, str(request.service)):
            signer = Signer(key=self._provider.faults.stranger(), kid=signer.kid)
        return seal_response(request, content, verdict, signer, self._provider.clock.now_ms())


def _dead(error: ExchangeError) -> str:
    """Refused messages go to the dead letters; a registry's failure is an answer like any other."""
    harmless = (
        RegistryFailedError,
        RegistryRefusedError,
        DeadlineExceededError,
        OverloadedError,
        InvalidAnswerError,
    )
    return "" if isinstance(error, harmless) else error.code


def _language(headers: Headers) -> Language:
    wanted = (value for name, value in headers if name.lower() == "accept-language")
    return preferred_language(next(wanted, ""))
