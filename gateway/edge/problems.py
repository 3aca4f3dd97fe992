"""A failure as HTTP: {type, message, detail} in JSON or XML, X-Road-Error, and when to come back."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.config import ErrorProfile
from gateway.edge.profiles import spell
from gateway.errors import (
    ExchangeError,
    InconsistentAnswerError,
    InvalidClientIdentifierError,
    InvalidMethodError,
    Language,
    MissingHeaderError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnknownMemberError,
    problem,
)
from gateway.message import Request, Response, preferred_language

log: structlog.stdlib.BoundLogger = structlog.get_logger()

JSON = "application/json"
# What Accept may list, in the order in which it lists them; q is ignored, as X-Road does.
_XML = {"text/xml": "text/xml", "application/xml": "application/xml", "text/*": "text/xml"}
# Anybody can cause these as often as he likes: they are counted, and write no line.
_UNPROVEN = (
    InvalidClientIdentifierError,
    MissingHeaderError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnknownMemberError,
)
_BODY_UNREAD = frozenset([400, 408, 413, 414])
_MEMBERS = ("type", "message", "detail")
# XML 1.0 has no way to write these; a provider's words may hold them.
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534), "�") | {
    0xFFFF: "\ufffd"
}


def language_of(http: BaseRequest) -> Language:
    """In which language its caller reads."""
    return preferred_language(http.headers.get("Accept-Language", ""))


def new_detail() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a caller is told of an error: as it prefers, in the spelling of this node."""

    profile: ErrorProfile
    language: Language = "en"
    media_type: str = JSON

    @classmethod
    def of(cls, http: BaseRequest, profile: ErrorProfile) -> "Manner":
        """Read from Accept-Language and Accept."""
        return cls(
            profile=profile,
            language=language_of(http),
            media_type=_media_type(",".join(http.headers.getall("Accept", []))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a caller is told; `detail` is the id under which the log or the program's log knows it."""

    error: ExchangeError
    message_id: str = ""
    detail: str = field(default_factory=new_detail)

    @classmethod
    def of(cls, request: Request | None, error: ExchangeError) -> "Refusal":
        """Of a call that could be read, or not even that."""
        if request is None:
            return cls(error=error)
        return cls(error=error, message_id=request.message_id, detail=request.request_id)


def log_refusal(refusal: Refusal) -> None:
    """A line in the program's log, but for what anybody can cause as often as he likes."""
    error = refusal.error
    if not isinstance(error, _UNPROVEN):
        log.info("call.refused", code=error.code, status=error.status, detail=refusal.detail)


def problem_response(refusal: Refusal, manner: Manner) -> web.Response:
    """The answer to a failed call."""
    error = refusal.error
    log_refusal(refusal)
    document = problem(error, manner.language, refusal.detail)
    response = _written(document, error.status, manner)
    if refusal.message_id:
        response.headers["X-Road-Id"] = refusal.message_id
    if isinstance(error, UnauthenticatedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    add_headers(response, error)
    return response


def add_headers(response: web.Response, error: ExchangeError) -> None:
    """What HTTP has for a failure in whatever words; a body that was not read ends the connection."""
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, InvalidMethodError):
        response.headers["Allow"] = error.where
    if error.status in _BODY_UNREAD:
        response.force_close()


def retold(request: Request, response: Response, manner: Manner) -> web.Response:
    """A refusal that the provider's side sealed, as this caller reads problems."""
    return _written(sealed_problem(request, response, manner.language), response.status, manner)


def sealed_problem(request: Request, response: Response, language: Language) -> dict[str, str]:
    """The {type, message, detail} of a refusal that the provider's side sealed.

    Its words are in the body, which may hold anything; what it is called comes from the seal.
    """
    document = _problem(response.body) or problem(
        InconsistentAnswerError(), language, request.request_id
    )
    return {**document, "type": f"server.serverproxy.{response.code}"}


def _written(document: Mapping[str, str], status: int, manner: Manner) -> web.Response:
    kind, status = spell(manner.profile, document["type"], status)
    told = {**document, "type": kind}
    xml = manner.media_type != JSON
    return web.Response(
        status=status,
        body=_xml(told) if xml else json.dumps(told, ensure_ascii=False).encode(errors="replace"),
        headers={
            "Content-Type": f"{manner.media_type};charset=utf-8" if xml else JSON,
            "X-Road-Error": kind,
        },
    )


def xml_text(text: str) -> str:
    """Any text as it may stand in an element."""
    return escape(text.translate(_NOT_XML))


def _xml(document: Mapping[str, str]) -> bytes:
    members = "".join(f"<{name}>{xml_text(document[name])}</{name}>" for name in _MEMBERS)
    return f'<?xml version="1.0" encoding="UTF-8"?><error>{members}</error>'.encode()


def _problem(body: bytes) -> dict[str, str] | None:
    """What a provider's side wrote as a problem; None unless it is one."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.keys() != set(_MEMBERS):
        return None
    return document if all(isinstance(text, str) for text in document.values()) else None


def _media_type(accept: str) -> str:
    for part in accept.lower().split(","):
        media_type = _XML.get(part.partition(";")[0].strip())
        if media_type:
            return media_type
    return JSON
