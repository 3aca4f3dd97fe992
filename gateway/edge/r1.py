"""X-Road's REST protocol, version 1 (PR-REST v1.0.4): an HTTP call in, a Request out, and back.

    POST /r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan
    X-Road-Client: VN/GOV/H29/motcua
    Content-Type: application/json

What is read here is only the form; who may call what is the exchange's business.
"""

import functools
import re
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import hdrs, web
from aiohttp.web_request import BaseRequest

from gateway.config import ErrorProfile
from gateway.edge.authentication import Caller, Evidence
from gateway.edge.dialect import Setting
from gateway.edge.listen import R1_PREFIX
from gateway.edge.problems import Manner, Refusal, problem_response, retold
from gateway.edge.r1_form import (
    Address,
    check_call,
    check_form,
    client_of,
    headers_of,
    last,
    read_call,
)
from gateway.edge.request_hash import RawHeaders, request_hash
from gateway.errors import (
    BadRequestError,
    ExchangeError,
    InvalidProtocolVersionError,
    UnknownServiceError,
)
from gateway.headers import answered
from gateway.message import Request, Response, ServiceId
from gateway.network import Network

_SERVICE_SEGMENTS = 5
_OTHER_VERSION = re.compile(r"/r[0-9]+(?:/|\Z)")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


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
        headers = headers_of(http)
        target, _, query = http.raw_path.partition("?")
        service, path = _service(target)
        address = Address(client=client_of(http), service=service, path=path, query=query)
        check_call(http, self.network, address)
        check_form(http, self.network, address)
        return await read_call(http, self.setting, headers, address)

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
        return identified(answer, http, request)

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A problem document, as this caller reads them."""
        return problem_response(Refusal.of(request, error), Manner.of(http, self._profile))

    def _is_opaque(self, service: ServiceId) -> bool:
        provider = self.network.resolve(service.provider)
        return self.network.is_opaque(ServiceId(provider=provider, code=service.code))


def identified(answer: web.Response, http: BaseRequest, request: Request) -> web.Response:
    """The answer under the identifiers of its exchange; the body of `request` is what its caller sent."""
    answer.headers["X-Road-Id"] = request.message_id
    answer.headers["X-Road-Client"] = str(request.client)
    answer.headers["X-Road-Service"] = str(request.service)
    answer.headers["X-Road-Request-Id"] = request.request_id
    answer.headers["X-Road-Request-Hash"] = _hash(http, request)
    return answer


class _Answer(web.Response):
    """A provider's answer: it has a content type only if the provider gave one."""

    async def _prepare_headers(self) -> None:
        typed = hdrs.CONTENT_TYPE in self.headers
        await super()._prepare_headers()
        if not typed:
            self.headers.popall(hdrs.CONTENT_TYPE, None)


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


def _hash(http: BaseRequest, request: Request) -> str:
    added: RawHeaders = ((b"x-road-request-id", request.request_id.encode()),)
    if not last(http, "X-Road-Id"):
        added = (*added, (b"x-road-id", request.message_id.encode()))
    return request_hash(http.method, http.raw_path, (http.raw_headers, added), request.body)
