"""The dialect: SOAP in, the registry's own SOAP out, and whatever fails as a Fault."""

import json
import re
import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge.authentication import Caller
from gateway.edge.body import check_uncompressed, read_body
from gateway.edge.c06.account import AccountError, account_of
from gateway.edge.c06.fault import answered, fault_response, written
from gateway.edge.c06.inquiry import BODY, MAX_BYTES, POPULATION, Inquiry, read_inquiry
from gateway.edge.dialect import Setting
from gateway.edge.doors import origin_of
from gateway.edge.problems import (
    Refusal,
    language_of,
    log_refusal,
    new_detail,
    sealed_problem,
    xml_text,
)
from gateway.edge.quotas import Quotas
from gateway.edge.r1_form import (
    client_of,
    fits_id,
    fits_person,
    headers_of,
    last,
    wait_s,
)
from gateway.errors import (
    ExchangeError,
    InvalidAnswerError,
    InvalidContentTypeError,
    InvalidMethodError,
    SchemaViolationError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.message import (
    Headers,
    Request,
    Response,
    ServiceId,
    SubsystemId,
    preferred_language,
)
from gateway.network import Network

_MEDIA_TYPES = ("text/xml", "application/xml", "")
_POINTER = re.compile(r"(?:(?<=; )|\A)(?=/)")  # where one begins, of several


class Dialect:
    """See gateway.edge.dialect.Dialect."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._quotas = Quotas(setting.clock)

    @property
    def _network(self) -> Network:
        return self._setting.source.newest.network

    async def answer(self, http: BaseRequest) -> web.Response | None:
        """The contract, to whoever asks; None for a call."""
        path, _, query = http.raw_path.partition("?")
        if http.method == "POST":
            return None
        if http.method in ("GET", "HEAD") and query.lower() == "wsdl":
            address = xml_text(origin_of(http) + path).replace('"', "&quot;")
            return answered(200, _contract().replace("{address}", address).encode(), new_detail())
        raise InvalidMethodError("POST")

    def caller(self, http: BaseRequest) -> Caller:
        """Whose account it is; X-Road-Client, where it is sent, has to say the same."""
        setting, network = self._setting, self._network
        account = account_of(http, setting.applications, setting.clock.now_ms())
        self._quotas.count(account)
        client = network.resolve(account.client)
        if last(http, "X-Road-Client") and network.resolve(client_of(http)) != client:
            raise AccountError("header X-Road-Client is not whose account this is")
        if client not in network.subsystems:
            raise UnknownMemberError
        return Caller(client=network.subsystems[client])

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError that says which header or element is wrong."""
        received_ms = self._setting.clock.now_ms()
        headers_of(http)  # nothing can seal other ones
        inquiry = read_inquiry(await self._body(http))
        language = http.headers.get("Accept-Language", "")
        return Request(
            client=caller.client.id,
            service=ServiceId(provider=_provider(self._network), code=inquiry.service),
            message_id=_message_id(inquiry) or f"{self._network.instance}-{uuid.uuid4()}",
            request_id=str(uuid.uuid4()),
            method="POST",
            path="",
            query="",
            headers=_headers(language),
            body=json.dumps(inquiry.body, ensure_ascii=False).encode(),
            user=inquiry.officer,
            issue=inquiry.procedure if fits_person(inquiry.procedure) else None,
            received_ms=received_ms,
            wait_s=wait_s(http, self._setting.limits),
            language=preferred_language(language),
        )

    def local(self, request: Request) -> None:
        """Nothing: every operation is a service's."""

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The registry's envelope; the provider's side's refusal as a Fault, the registry's as it is."""
        if response.native:
            status = 500 if response.code else 200
            return answered(status, response.native, request.request_id)
        if not response.code:
            raise InvalidAnswerError("(native): the adapter gave none, and SOAP needs it")
        told = sealed_problem(request, response, request.language)
        return written(response.code, response.status, told["message"], request.request_id)

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A Fault, in the caller's language."""
        refusal = Refusal.of(request, _in_elements(error, request) if request else error)
        log_refusal(refusal)
        return fault_response(refusal, language_of(http))

    async def _body(self, http: BaseRequest) -> bytes:
        media_type = http.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in _MEDIA_TYPES:
            raise InvalidContentTypeError("text/xml, application/xml")
        check_uncompressed(http)
        limits = self._setting.limits
        bounded = replace(limits, max_body_bytes=min(MAX_BYTES, limits.max_body_bytes))
        return await read_body(http, bounded, self._setting.reading)


def _provider(network: Network) -> SubsystemId:
    """Who offers the population database; raises UnknownServiceError where nobody does."""
    provider = network.provider_of(POPULATION)
    if provider is None:
        raise UnknownServiceError
    return provider.id


def _message_id(inquiry: Inquiry) -> str:
    """MaYeuCau if it can be one: it stands in the log, so no number asked about may be in it."""
    named = any(number in inquiry.request for number in inquiry.numbers)
    return inquiry.request if fits_id(inquiry.request) and not named else ""


def _headers(language: str) -> Headers:
    """Of the canonical call: what the caller sent proves its account, and is nobody else's business."""
    json_type = ("Content-Type", "application/json")
    return (json_type, ("Accept-Language", language)) if language else (json_type,)


def _in_elements(error: ExchangeError, request: Request) -> ExchangeError:
    """What the schema says, about the elements from which the body was made: they bear its names."""
    if not isinstance(error, SchemaViolationError):
        return error
    return SchemaViolationError(_POINTER.sub(f"{BODY}/{request.service.code}", error.where))


@cache
def _contract() -> str:
    return Path(__file__).with_name("contract.wsdl").read_text(encoding="utf-8")
