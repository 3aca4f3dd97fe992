"""The form of a call in X-Road's REST protocol, wherever its URL names the service: headers, and the rest.

r1 and the adapter form of VDXP (gateway/edge/vdxp/) differ in their URLs and share what stands here.
"""

import re
import uuid
from dataclasses import dataclass
from typing import Final

from aiohttp.web_request import BaseRequest

from gateway.config import Limits
from gateway.content import is_target
from gateway.edge.body import check_uncompressed, read_body
from gateway.edge.dialect import Setting
from gateway.errors import (
    BadRequestError,
    InvalidClientIdentifierError,
    InvalidContentTypeError,
    InvalidMethodError,
    InvalidSecurityServerError,
    MissingHeaderError,
    UnknownServiceError,
)
from gateway.headers import sealed
from gateway.message import PART, Headers, Request, ServiceId, SubsystemId, preferred_language
from gateway.network import METHODS, Network
from gateway.tokens import holds_token

SERVER_CODE: Final = "ndxp"  # of the one security server that every member has here
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110 §5.5
_HEADER_TEXT = re.compile(r"[\x21-\x7e]{1,255}")
_PERSON_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,255}")  # X-Road-UserId and X-Road-Issue
_PARTY = re.compile(rf"(?:{PART}/)?{PART}")
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*([0-9]{1,6})\s*(?:$|[,;])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Who calls what, as the call says it; path and query are raw, for the provider."""

    client: SubsystemId
    service: ServiceId
    path: str  # with its leading slash, or empty
    query: str


def headers_of(http: BaseRequest) -> Headers:
    """All of them, spelt as they were sent; raises BadRequestError for what nothing can seal."""
    try:
        headers = tuple((name.decode(), value.decode()) for name, value in http.raw_headers)
        http.raw_path.encode()
    except UnicodeError:
        raise BadRequestError("the path or a header is not UTF-8") from None
    if _NO_VALUE.search("".join(value for _, value in headers)):
        raise BadRequestError("a header holds a control character")
    return headers


def client_of(http: BaseRequest) -> SubsystemId:
    """Who calls, as it says; raises MissingHeaderError or InvalidClientIdentifierError."""
    value = last(http, "X-Road-Client")
    if not value:
        raise MissingHeaderError("X-Road-Client")
    try:
        return SubsystemId.parse(value)
    except ValueError:
        raise InvalidClientIdentifierError from None


def check_call(http: BaseRequest, network: Network, address: Address) -> None:
    """Raise the CallerError that says what no service takes."""
    if not is_target(address.path, address.query):
        raise BadRequestError("the URL holds a character that has to be percent-encoded")
    if http.method not in METHODS:
        raise InvalidMethodError(", ".join(METHODS))
    _check_server(http, network, address.service)
    _check_party(http)


def check_form(http: BaseRequest, network: Network, address: Address) -> None:
    """A service with a schema takes one form of call; nobody's service takes any, and is refused."""
    provider = network.subsystems.get(network.resolve(address.service.provider))
    if provider is None:
        return
    named = ServiceId(provider=provider.id, code=address.service.code)
    if named not in provider.services or named in provider.opaque:
        return
    if address.path:
        raise UnknownServiceError
    if http.method != "POST":
        raise InvalidMethodError("POST")
    if http.content_type != "application/json":
        raise InvalidContentTypeError("application/json")
    check_uncompressed(http)


async def read_call(
    http: BaseRequest, setting: Setting, headers: Headers, address: Address
) -> Request:
    """The call with its body; raises the CallerError that says which part of it is malformed."""
    received_ms = setting.clock.now_ms()
    return Request(
        client=address.client,
        service=address.service,
        message_id=message_id(http) or f"{address.service.provider.instance}-{uuid.uuid4()}",
        request_id=str(uuid.uuid4()),
        method=http.method,
        path=address.path,
        query=address.query,
        headers=_without_token(sealed(headers)),
        user=_text(http, "X-Road-UserId"),
        issue=_text(http, "X-Road-Issue"),
        received_ms=received_ms,
        wait_s=wait_s(http, setting.limits),
        language=preferred_language(http.headers.get("Accept-Language", "")),
        body=await read_body(http, setting.limits, setting.reading),
    )


def message_id(http: BaseRequest) -> str:
    """The caller's own id of the message, empty if there is none; raises BadRequestError."""
    value = last(http, "X-Road-Id")
    if value and not fits_id(value):
        raise BadRequestError("header X-Road-Id takes 1 to 255 visible ASCII characters")
    return value


def fits_id(text: str) -> bool:
    """Whether it can be the id of a message."""
    return _HEADER_TEXT.fullmatch(text) is not None


def fits_person(text: str) -> bool:
    """Whether it can name an officer or a dossier."""
    return _PERSON_TEXT.fullmatch(text) is not None


def last(http: BaseRequest, name: str) -> str:
    """X-Road takes the last of several."""
    return http.headers.getall(name, [""])[-1]


def wait_s(http: BaseRequest, limits: Limits) -> float:
    """Prefer: wait=N (RFC 7240 §4.3), in seconds; more than allowed is cut, nonsense is ignored."""
    found = _WAIT.search(http.headers.get("Prefer", ""))
    if found is None or int(found[1]) == 0:
        return limits.default_wait_s
    return min(int(found[1]), limits.max_wait_s)


def _text(http: BaseRequest, name: str) -> str | None:
    value = last(http, name)
    if not value:
        return None
    if not fits_person(value):
        raise BadRequestError(f"header {name} takes 1 to 255 characters of text")
    return value


def _without_token(headers: Headers) -> Headers:
    """Nobody else may learn a token of this node, good or not; any other is for the provider."""
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() != "authorization" or not holds_token(value)
    )


def _check_server(http: BaseRequest, network: Network, service: ServiceId) -> None:
    """X-Road-Security-Server, where it is sent, names the provider's server, of which it has one."""
    value = last(http, "X-Road-Security-Server")
    if not value:
        return
    try:
        server = SubsystemId.parse(value)  # it has the same four parts
    except ValueError:
        raise BadRequestError(
            "header X-Road-Security-Server reads instance/class/code/server"
        ) from None
    owner = network.resolve(service.provider).member
    if network.resolve(server).member != owner or server.subsystem != SERVER_CODE:
        raise InvalidSecurityServerError(f"{service.provider.member}/{SERVER_CODE}")


def _check_party(http: BaseRequest) -> None:
    value = last(http, "X-Road-Represented-Party")
    if value and not _PARTY.fullmatch(value):
        raise BadRequestError("header X-Road-Represented-Party reads class/code, or code alone")
