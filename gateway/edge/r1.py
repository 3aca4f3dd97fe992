"""X-Road's REST protocol, version 1 (PR-REST v1.0.4): an HTTP call in, a Request out, and back.

    POST /r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan
    X-Road-Client: VN/GOV/H29/motcua
    Content-Type: application/json

What is read here is only the form; who may call what is the exchange's business.
"""

import functools
import re
import uuid
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from aiohttp import hdrs, web
from aiohttp.web_request import BaseRequest

from gateway.config import ErrorProfile, Limits
from gateway.content import is_target
from gateway.edge.authentication import Caller, Evidence
from gateway.edge.body import read_body
from gateway.edge.dialect import Setting
from gateway.edge.listen import R1_PREFIX
from gateway.edge.problems import Manner, Refusal, problem_response, retold
from gateway.edge.request_hash import RawHeaders, request_hash
from gateway.errors import (
    BadRequestError,
    ExchangeError,
    InvalidClientIdentifierError,
    InvalidContentTypeError,
    InvalidMethodError,
    InvalidProtocolVersionError,
    InvalidSecurityServerError,
    MissingHeaderError,
    UnknownServiceError,
)
from gateway.headers import answered, sealed
from gateway.message import (
    PART,
    Headers,
    Request,
    Response,
    ServiceId,
    SubsystemId,
    preferred_language,
)
from gateway.network import METHODS, Network
from gateway.tokens import holds_token

SERVER_CODE: Final = "ndxp"  # of the one security server that every member has here
_SERVICE_SEGMENTS = 5
_OTHER_VERSION = re.compile(r"/r[0-9]+(?:/|\Z)")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110 §5.5
_HEADER_TEXT = re.compile(r"[\x21-\x7e]{1,255}")
_PERSON_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,255}")  # X-Road-UserId and X-Road-Issue
_PARTY = re.compile(rf"(?:{PART}/)?{PART}")
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*([0-9]{1,6})\s*(?:$|[,;])", re.IGNORECASE)


def check_version(target: str) -> None:
    """Raise unless a call is one of r1: InvalidProtocolVersionError, UnknownServiceError."""
    if target.startswith(R1_PREFIX):
        return
    if _OTHER_VERSION.match(target):
        raise InvalidProtocolVersionError
    raise UnknownServiceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Reads calls and writes answers; see gateway.edge.dialect.Dialect."""

    setting: Setting

    @property
    def network(self) -> Network:
        return self.setting.source.newest.network

    @property
    def _profile(self) -> ErrorProfile:
        return self.setting.listen.profile

    async def answer(self, http: BaseRequest) -> None:
        """Nothing of what r1 has is outside a service."""

    def caller(self, http: BaseRequest) -> Caller:
        """Whoever X-Road-Client names, once proven."""
        check_version(http.raw_path)
        return self.setting.authentication.caller(client_of(http), Evidence.of(http))

    def local(self, request: Request) -> Response | None:
        """What a metadata service answers, no provider and no log hears of."""
        return self.setting.doors.metadata(request)

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError that says which part of it is malformed."""
        received_ms = self.setting.clock.now_ms()
        headers = _headers(http)
        target, _, query = http.raw_path.partition("?")
        service, path = _service(target)
        if not is_target(path, query):
            raise BadRequestError("the URL holds a character that has to be percent-encoded")
        if http.method not in METHODS:
            raise InvalidMethodError(", ".join(METHODS))
        client = client_of(http)
        self._check_server(http, service)
        _check_party(http)
        self._check_form(http, service, path)
        return Request(
            client=client,
            service=service,
            message_id=message_id(http) or f"{service.provider.instance}-{uuid.uuid4()}",
            request_id=str(uuid.uuid4()),
            method=http.method,
            path=path,
            query=query,
            headers=_without_token(sealed(headers)),
            user=_text(http, "X-Road-UserId"),
            issue=_text(http, "X-Road-Issue"),
            received_ms=received_ms,
            wait_s=_wait_s(http, self.setting.limits),
            language=preferred_language(http.headers.get("Accept-Language", "")),
            body=await read_body(http, self.setting.limits, self.setting.reading),
        )

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The provider's answer under the identifiers of this exchange."""
        if response.code:
            answer = retold(request, response, Manner.of(http, self._profile))
        else:
            answer = _Answer(status=response.status, body=response.body)
            for name, value in answered(response.headers):
                # A body that was checked as JSON is not compressed, whatever is said of it.
                if name.lower() != "content-encoding" or self._is_opaque(request.service):
                    answer.headers.add(name, value)
        answer.headers["X-Road-Id"] = request.message_id
        answer.headers["X-Road-Client"] = str(request.client)
        answer.headers["X-Road-Service"] = str(request.service)
        answer.headers["X-Road-Request-Id"] = request.request_id
        answer.headers["X-Road-Request-Hash"] = _hash(http, request)
        return answer

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A problem document, as this caller reads them."""
        manner = Manner.of(http, self._profile)
        if request is None:
            return problem_response(Refusal(error=error), manner)
        refusal = Refusal(error=error, message_id=request.message_id, detail=request.request_id)
        return problem_response(refusal, manner)

    def _is_opaque(self, service: ServiceId) -> bool:
        provider = self.network.resolve(service.provider)
        return self.network.is_opaque(ServiceId(provider=provider, code=service.code))

    def _check_form(self, http: BaseRequest, service: ServiceId, path: str) -> None:
        """A service with a schema takes one form of call; nobody's service takes any, and is refused."""
        provider = self.network.subsystems.get(self.network.resolve(service.provider))
        if provider is None:
            return
        named = ServiceId(provider=provider.id, code=service.code)
        if named not in provider.services or named in provider.opaque:
            return
        if path:
            raise UnknownServiceError
        if http.method != "POST":
            raise InvalidMethodError("POST")
        if http.content_type != "application/json":
            raise InvalidContentTypeError("application/json")
        if http.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise BadRequestError("the body is compressed, and Content-Encoding is not taken here")

    def _check_server(self, http: BaseRequest, service: ServiceId) -> None:
        """X-Road-Security-Server, where it is sent, names the provider's server, of which it has one."""
        value = _last(http, "X-Road-Security-Server")
        if not value:
            return
        try:
            server = SubsystemId.parse(value)  # it has the same four parts
        except ValueError:
            raise BadRequestError(
                "header X-Road-Security-Server reads instance/class/code/server"
            ) from None
        owner = self.network.resolve(service.provider).member
        if self.network.resolve(server).member != owner or server.subsystem != SERVER_CODE:
            raise InvalidSecurityServerError(f"{service.provider.member}/{SERVER_CODE}")


class _Answer(web.Response):
    """A provider's answer: it has a content type only if the provider gave one."""

    async def _prepare_headers(self) -> None:
        typed = hdrs.CONTENT_TYPE in self.headers
        await super()._prepare_headers()
        if not typed:
            self.headers.popall(hdrs.CONTENT_TYPE, None)


def _without_token(headers: Headers) -> Headers:
    """Nobody else may learn a token of this node, good or not; any other is for the provider."""
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() != "authorization" or not holds_token(value)
    )


def message_id(http: BaseRequest) -> str:
    """The caller's own id of the message, empty if there is none; raises BadRequestError."""
    value = _last(http, "X-Road-Id")
    if value and not _HEADER_TEXT.fullmatch(value):
        raise BadRequestError("header X-Road-Id takes 1 to 255 visible ASCII characters")
    return value


def _headers(http: BaseRequest) -> Headers:
    """All of them, spelt as they were sent; raises BadRequestError for what nothing can seal."""
    try:
        headers = tuple((name.decode(), value.decode()) for name, value in http.raw_headers)
        http.raw_path.encode()
    except UnicodeError:
        raise BadRequestError("the path or a header is not UTF-8") from None
    if _NO_VALUE.search("".join(value for _, value in headers)):
        raise BadRequestError("a header holds a control character")
    return headers


def _service(target: str) -> tuple[ServiceId, str]:
    """The service and what stands behind it, byte for byte."""
    segments = target.removeprefix(R1_PREFIX).split("/", _SERVICE_SEGMENTS)
    if "%" in target and _BAD_ESCAPE.search(target):
        raise BadRequestError("the path holds a '%' without two hexadecimal digits")
    if len(segments) < _SERVICE_SEGMENTS:
        raise BadRequestError("the path reads /r1/instance/class/code/subsystem/service")
    service = _named(*segments[:_SERVICE_SEGMENTS])
    return service, "".join(f"/{rest}" for rest in segments[_SERVICE_SEGMENTS:])


@functools.lru_cache(maxsize=1024)
def _named(*segments: str) -> ServiceId:
    """The service of five segments, each decoded by itself; a node meets few, so it remembers them."""
    try:
        decoded = [unquote(segment, errors="strict") for segment in segments]
    except UnicodeDecodeError:
        raise BadRequestError("the path is not UTF-8") from None
    if {".", ".."} & set(decoded):
        raise BadRequestError("the path must not contain '..'")
    if any("/" in part for part in decoded):
        raise BadRequestError("no identifier has a '/', not even as %2F")
    try:
        return ServiceId.parse("/".join(decoded))
    except ValueError:
        raise BadRequestError(
            "a part of the service is empty, or holds a character that no identifier has"
        ) from None


def client_of(http: BaseRequest) -> SubsystemId:
    """Who calls, as it says; raises MissingHeaderError or InvalidClientIdentifierError."""
    value = _last(http, "X-Road-Client")
    if not value:
        raise MissingHeaderError("X-Road-Client")
    try:
        return SubsystemId.parse(value)
    except ValueError:
        raise InvalidClientIdentifierError from None


def _check_party(http: BaseRequest) -> None:
    value = _last(http, "X-Road-Represented-Party")
    if value and not _PARTY.fullmatch(value):
        raise BadRequestError("header X-Road-Represented-Party reads class/code, or code alone")


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


def _hash(http: BaseRequest, request: Request) -> str:
    added: RawHeaders = ((b"x-road-request-id", request.request_id.encode()),)
    if not _last(http, "X-Road-Id"):
        added = (*added, (b"x-road-id", request.message_id.encode()))
    return request_hash(http.method, http.raw_path, (http.raw_headers, added), request.body)
