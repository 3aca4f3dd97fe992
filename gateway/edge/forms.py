"""In which forms a service is asked where callers speak as if no platform stood between.

    OperationForm    a registry's own operation, in its own words (gateway/edge/native/)
    SoapForm         population's SOAP, as in the dialect c06
    CanonicalForm    the canonical body, or its members as a query

In which form a call asks, in that it is answered: the registry's own words, or the canonical body. What an
adapter outside gave as native is answered to the canonical form too, for it has no other.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from aiohttp import web

from gateway.config import Limits
from gateway.edge import native
from gateway.edge.c06.fault import XML, fault_response
from gateway.edge.c06.inquiry import MAX_BYTES, read_inquiry
from gateway.edge.catalogue.fields import fields
from gateway.edge.dialect import Setting
from gateway.edge.problems import JSON, Refusal
from gateway.errors import (
    BadRequestError,
    InvalidAnswerError,
    InvalidBodyError,
    Language,
    SchemaViolationError,
)
from gateway.message import Response, ServiceId

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")


class Sent(NamedTuple):
    """What of a call its form is about; the query is raw."""

    method: str
    query: str
    body: bytes


class Asked(NamedTuple):
    """What a call asks, as every other part of the platform knows it."""

    code: str  # of the service
    body: bytes  # canonical


class Form(Protocol):
    """How a call is written and answered; decides without I/O."""

    @property
    def methods(self) -> tuple[str, ...]:
        """Those of HTTP that it has."""
        ...

    def limits(self, limits: Limits) -> Limits:
        """The limits of a body in this form."""
        ...

    def read(self, sent: Sent, setting: Setting) -> Asked:
        """Raises the CallerError that says what is malformed."""
        ...

    def answer(self, response: Response) -> web.Response | None:
        """A good answer, or the registry's own refusal; None for any other.

        Raises InvalidAnswerError where the form is the registry's, and its adapter did not give its words.
        """
        ...

    def malformed(self, refusal: Refusal, language: Language) -> web.Response | None:
        """What the registry itself says to a request that is not of its form; None for all other errors.

        The platform passes such a call on, where it is the real one, and its answer back.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationForm:
    """See Form."""

    operation: native.Operation

    @property
    def methods(self) -> tuple[str, ...]:
        return (self.operation.method,)

    def limits(self, limits: Limits) -> Limits:
        return limits

    def read(self, sent: Sent, setting: Setting) -> Asked:
        return Asked(self.operation.service, self.operation.read(sent.query, sent.body))

    def answer(self, response: Response) -> web.Response | None:
        if not _has_words(response):
            return None
        status = self.operation.missing_status if response.outcome == "not_found" else 200
        if response.code:
            status = self.operation.refusal_status
        return _answer(status, response.native, self.operation.media_type)

    def malformed(self, refusal: Refusal, language: Language) -> web.Response | None:
        if not isinstance(refusal.error, InvalidBodyError | SchemaViolationError):
            return None
        status, body = self.operation.refuse(refusal.error.message(language))
        return _answer(status, body, self.operation.media_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapForm:
    """See Form."""

    @property
    def methods(self) -> tuple[str, ...]:
        return ("POST",)

    def limits(self, limits: Limits) -> Limits:
        """One has less than two kilobytes, and XML is dear to read."""
        return replace(limits, max_body_bytes=min(MAX_BYTES, limits.max_body_bytes))

    def read(self, sent: Sent, setting: Setting) -> Asked:
        inquiry = read_inquiry(sent.body)
        return Asked(inquiry.service, json.dumps(inquiry.body, ensure_ascii=False).encode())

    def answer(self, response: Response) -> web.Response | None:
        """SOAP 1.1 §6.2 sends a Fault with HTTP 500."""
        if not _has_words(response):
            return None
        return _answer(500 if response.code else 200, response.native, XML)

    def malformed(self, refusal: Refusal, language: Language) -> web.Response | None:
        mendable = BadRequestError | InvalidBodyError | SchemaViolationError
        return fault_response(refusal, language) if isinstance(refusal.error, mendable) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalForm:
    """See Form."""

    service: ServiceId
    ships: bool  # whether the provider's registry ships with us, and so has a form of its own

    @property
    def methods(self) -> tuple[str, ...]:
        return ("GET", "POST")

    def limits(self, limits: Limits) -> Limits:
        return limits

    def read(self, sent: Sent, setting: Setting) -> Asked:
        if sent.method != "GET":
            return Asked(self.service.code, sent.body)
        schema, _ = setting.doors.trusted().catalogue.schemas(self.service)
        return Asked(self.service.code, _of_query(sent.query, schema))

    def answer(self, response: Response) -> web.Response | None:
        if response.code:
            return None
        if response.native and not self.ships:
            return _answer(200, response.native, _media_type(response.native))
        return _answer(200, response.body, JSON)

    def malformed(self, refusal: Refusal, language: Language) -> None:
        """The platform's own words: the form is its own."""


def _has_words(response: Response) -> bool:
    """Whether the registry spoke; raises InvalidAnswerError where only its adapter did."""
    if not response.native and not response.code:
        raise InvalidAnswerError("(native): the adapter gave none, and this form of call needs it")
    return bool(response.native)


def _of_query(query: str, schema: Mapping[str, object]) -> bytes:
    """The members of a query as a JSON object: a number where the schema wants one."""
    pairs = native.pairs_of(query)
    members = dict(pairs)
    if len(members) != len(pairs):
        raise SchemaViolationError("(the query): a member twice")
    types = {each.name: each.type for each in fields(schema)}
    read = {name: _value(text, types.get(name, "")) for name, text in members.items()}
    return json.dumps(read, ensure_ascii=False).encode()


def _value(text: str, wanted: str) -> object:
    """A text, unless the type that the schema wants is another and the text can be read as it."""
    if wanted in ("integer", "number") and _WHOLE.fullmatch(text):
        return int(text)
    if wanted == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _media_type(body: bytes) -> str:
    """Of an answer of which its adapter says no more than the bytes."""
    match body.lstrip()[:1]:
        case b"{" | b"[":
            return JSON
        case b"<":
            return XML
    return "application/octet-stream"


def _answer(status: int, body: bytes, media_type: str) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": media_type})
