"""X-Road's REST protocol, version 1 (PR-REST v1.0.4): an HTTP call in, a Request out, and back.

    POST /r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan
    X-Road-Client: VN/GOV/H29/motcua
    Content-Type: application/json

What is read here is only the form; who may call what is the exchange's business.
"""

import asyncio
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import BaseRequest

from gateway.clock import Clock
from gateway.config import Limits
from gateway.errors import (
    BadRequestError,
    BodyTooLargeError,
    InvalidClientIdentifierError,
    InvalidContentTypeError,
    InvalidMethodError,
    MissingHeaderError,
    OverloadedError,
    SlowRequestError,
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

PREFIX = "/r1/"
_SERVICE_SEGMENTS = 5
_HEADER_TEXT = re.compile(r"[\x21-\x7e]{1,255}")
_PERSON_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,255}")  # X-Road-UserId and X-Road-Issue
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*([0-9]{1,6})\s*(?:$|[,;])", re.IGNORECASE)

# PR-REST v1.0.4 §4.3: never forwarded, in either direction.
_HOP_HEADERS = frozenset(
    [
        "transfer-encoding",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "upgrade",
        "connection",
        "user-agent",
        "host",
        "content-length",
        "server",
        "expect",
    ]
)
# Ours to set: what a caller or provider put there is dropped.
_OWN_HEADERS = frozenset(
    [
        "x-road-id",
        "x-road-client",
        "x-road-service",
        "x-road-request-id",
        "x-road-request-hash",
        "authorization",
    ]
)


class Reading:
    """How many bytes of bodies are arriving; many slow callers must not fill the memory."""

    def __init__(self, max_bytes: int) -> None:
        self._left = max_bytes

    @contextmanager
    def body(self) -> Iterator[Callable[[int], None]]:
        """Account for one body, part by part; raises OverloadedError when all are too many."""
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if size > self._left:
                raise OverloadedError
            self._left -= size
            taken += size

        try:
            yield take
        finally:
            self._left += taken


async def read_request(
    http: BaseRequest, limits: Limits, clock: Clock, reading: Reading
) -> Request:
    """Read a call; raises the CallerError that says which part of it is malformed."""
    received_ms = clock.now_ms()
    _check_text(http)
    path, _, query = http.raw_path.partition("?")
    service = _service(path)
    if http.method != "POST":
        raise InvalidMethodError("POST")
    client = _client(http)
    if http.content_type != "application/json":
        raise InvalidContentTypeError("application/json")
    if http.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadRequestError("the body is compressed, and Content-Encoding is not taken here")
    return Request(
        client=client,
        service=service,
        message_id=message_id(http) or f"{service.provider.instance}-{uuid.uuid4()}",
        request_id=str(uuid.uuid4()),
        method=http.method,
        path="",
        query=query,
        headers=_headers(http),
        user=_text(http, "X-Road-UserId"),
        issue=_text(http, "X-Road-Issue"),
        received_ms=received_ms,
        wait_s=_wait_s(http, limits),
        language=preferred_language(http.headers.get("Accept-Language", "")),
        body=await _body(http, limits, reading),
    )


def write_response(request: Request, response: Response) -> web.Response:
    """The provider's answer under the identifiers of this exchange.

    The body was checked as JSON, so whatever a provider's Content-Encoding says is not true of it.
    """
    answer = web.Response(status=response.status, body=response.body)
    for name, value in response.headers:
        if name.lower() not in _HOP_HEADERS | _OWN_HEADERS | {"content-encoding"}:
            answer.headers.add(name, value)
    answer.headers["X-Road-Id"] = request.message_id
    answer.headers["X-Road-Client"] = str(request.client)
    answer.headers["X-Road-Service"] = str(request.service)
    answer.headers["X-Road-Request-Id"] = request.request_id
    return answer


def message_id(http: BaseRequest) -> str:
    """The caller's own id of the message, empty if there is none; raises BadRequestError."""
    value = _last(http, "X-Road-Id")
    if value and not _HEADER_TEXT.fullmatch(value):
        raise BadRequestError("header X-Road-Id takes 1 to 255 visible ASCII characters")
    return value


def _check_text(http: BaseRequest) -> None:
    """aiohttp lets bytes that are not UTF-8 through as lone surrogates, which nothing can seal."""
    try:
        "".join((http.raw_path, *http.headers.values())).encode()
    except UnicodeEncodeError:
        raise BadRequestError("the path or a header is not UTF-8") from None


def _service(path: str) -> ServiceId:
    segments = path.removeprefix(PREFIX).split("/", _SERVICE_SEGMENTS)
    try:
        decoded = [unquote(segment, errors="strict") for segment in segments]
    except UnicodeDecodeError:
        raise BadRequestError("the path is not UTF-8") from None
    if ".." in "/".join(decoded).split("/"):
        raise BadRequestError("the path must not contain '..'")
    if len(segments) < _SERVICE_SEGMENTS or any("/" in part for part in decoded[:5]):
        raise BadRequestError("the path reads /r1/instance/class/code/subsystem/service")
    if len(segments) > _SERVICE_SEGMENTS:
        raise UnknownServiceError
    try:
        return ServiceId.parse("/".join(decoded))
    except ValueError:
        raise BadRequestError("the path holds a character that no identifier has") from None


def _client(http: BaseRequest) -> SubsystemId:
    value = _last(http, "X-Road-Client")
    if not value:
        raise MissingHeaderError("X-Road-Client")
    try:
        return SubsystemId.parse(value)
    except ValueError:
        raise InvalidClientIdentifierError from None


def _headers(http: BaseRequest) -> Headers:
    return tuple(
        (name, value)
        for name, value in http.headers.items()
        if name.lower() not in _HOP_HEADERS | _OWN_HEADERS
    )


def _last(http: BaseRequest, name: str) -> str:
    """X-Road takes the last of several."""
    return http.headers.getall(name, [""])[-1]


def _text(http: BaseRequest, name: str) -> str | None:
    value = _last(http, name)
    if not value:
        return None
    if not _PERSON_TEXT.fullmatch(value):
        raise BadRequestError(f"header {name} takes 1 to 255 characters of text")
    return value


def _wait_s(http: BaseRequest, limits: Limits) -> float:
    """Prefer: wait=N (RFC 7240 §4.3), in seconds; more than allowed is cut, nonsense is ignored."""
    found = _WAIT.search(http.headers.get("Prefer", ""))
    if found is None or int(found[1]) == 0:
        return limits.default_wait_s
    return min(int(found[1]), limits.max_wait_s)


async def _body(http: BaseRequest, limits: Limits, reading: Reading) -> bytes:
    if (http.content_length or 0) > limits.max_body_bytes:
        raise BodyTooLargeError(str(limits.max_body_bytes))
    try:
        with reading.body() as take:
            async with asyncio.timeout(limits.body_deadline_s):
                return await _read_body(http, limits, take)
    except TimeoutError:
        raise SlowRequestError(str(limits.body_deadline_s)) from None
    except (web.RequestPayloadError, HttpProcessingError, ConnectionError):
        raise BadRequestError("the body ends early or is not encoded as its header says") from None


async def _read_body(http: BaseRequest, limits: Limits, take: Callable[[int], None]) -> bytes:
    parts, left = [], limits.max_body_bytes
    while part := await http.content.readany():
        left -= len(part)
        if left < 0:
            raise BodyTooLargeError(str(limits.max_body_bytes))
        take(len(part))
        parts.append(part)
    return b"".join(parts)
