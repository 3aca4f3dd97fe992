"""What a node answers by itself: X-Road's metadata services, the catalogue, what an auditor needs.

None of it reaches a provider or the log; who asks for it is counted like any caller.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge import metadata
from gateway.edge.catalogue import asyncapi, openapi
from gateway.edge.catalogue.listing import ASYNCAPI, OPENAPI, Lister, file_of
from gateway.edge.catalogue.page import POLICY, page
from gateway.edge.catalogue.samples import Sample, fitting
from gateway.edge.problems import JSON
from gateway.edge.verification import verification_zip
from gateway.errors import (
    InvalidMethodError,
    InvalidRequestError,
    ServiceNotFoundError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.exchange import Trusted
from gateway.message import Request, Response, ServiceId, SubsystemId, preferred_language
from gateway.network import Network, Subsystem
from gateway.trust import Directory

LIST_CLIENTS: Final = "/listClients"
VERIFICATION: Final = "/verificationconf"
CATALOGUE: Final = "/catalogue"
_JSON_UTF8 = "application/json; charset=utf-8"  # so X-Road writes it here, unlike in r1
_XML_UTF8 = "text/xml; charset=utf-8"
# A Host header ends up in a command that people paste: only what a host may look like.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The doors of one node, under the network document in force."""

    trusted: Callable[[], Trusted]
    sample: Sample

    @staticmethod
    def opens(path: str) -> bool:
        """Whether a path outside /r1/ is one of ours."""
        return path in (LIST_CLIENTS, VERIFICATION, CATALOGUE) or path.startswith(
            (OPENAPI, ASYNCAPI)
        )

    def answer(self, http: BaseRequest) -> web.Response:
        """Answer GET and HEAD; raises the ExchangeError that says what is wrong with the call."""
        if http.method not in ("GET", "HEAD"):
            raise InvalidMethodError("GET, HEAD")
        match http.raw_path.partition("?")[0]:
            case "/listClients":
                return self._clients(http)
            case "/verificationconf":
                return _verification(self.trusted().directory)
            case "/catalogue":
                return self._catalogue(http)
            case path:
                return self._document(path)

    def metadata(self, request: Request) -> Response | None:
        """Answer listMethods, allowedMethods or getOpenAPI of r1; None where it is another service.

        Nobody needs a right for it, but has to be somebody. Raises UnknownMemberError,
        UnknownServiceError, ServiceNotFoundError or InvalidRequestError.
        """
        code = request.service.code
        if code not in metadata.SERVICES or request.method != "GET" or request.path:
            return None
        network = self.trusted().directory.network
        client = network.resolve(request.client)
        provider = network.resolve(request.service.provider)
        if client not in network.subsystems:
            raise UnknownMemberError
        if provider not in network.subsystems:
            raise UnknownServiceError
        match code:
            case metadata.LIST_METHODS:
                body = metadata.methods(network, provider)
            case metadata.ALLOWED_METHODS:
                body = metadata.allowed_methods(network, provider, client)
            case _:
                body = self._described(provider, request.query)
        headers = (("Content-Type", JSON),)
        return Response(status=200, headers=headers, body=body, native=b"", outcome="ok", code="")

    def _described(self, provider: SubsystemId, query: str) -> bytes:
        """The error texts are X-Road's: programs look for them."""
        code = _last(query, "servicecode")
        if not code:
            raise InvalidRequestError("Missing serviceCode in message body")
        trusted = self.trusted()
        subsystem = trusted.directory.network.subsystems[provider]
        service = ServiceId(provider=provider, code=code)
        if service not in subsystem.services:
            raise ServiceNotFoundError(str(provider))
        if service in subsystem.opaque:
            raise InvalidRequestError("Invalid service type: REST")
        return self._openapi_of(trusted, subsystem, [service])

    def _clients(self, http: BaseRequest) -> web.Response:
        network = self.trusted().directory.network
        instance = _last(http.raw_path.partition("?")[2], "xroadinstance").strip()
        if instance not in ("", network.instance):
            raise InvalidRequestError(f"Invalid instance identifier: here it is {network.instance}")
        language = preferred_language(http.headers.get("Accept-Language", ""))
        if _accepts(http, "application/json"):
            return _found(metadata.clients_json(network, language), _JSON_UTF8)
        return _found(metadata.clients_xml(network, language), _XML_UTF8)

    def _catalogue(self, http: BaseRequest) -> web.Response:
        trusted = self.trusted()
        listing = Lister(
            network=trusted.directory.network,
            catalogue=trusted.catalogue,
            sample=fitting(self.sample, trusted.catalogue),
            origin=origin_of(http),
        ).listing()
        if _accepts(http, "text/html"):
            answer = _found(page(listing), "text/html; charset=utf-8")
            answer.headers["Content-Security-Policy"] = POLICY
            return answer
        return _found(listing.json(), _JSON_UTF8)

    def _document(self, path: str) -> web.Response:
        """Of all services of a provider, or of one: /catalogue/openapi/VN/GOV/G01/dancu.json."""
        trusted = self.trusted()
        for file, provider, services in _documents(trusted.directory.network):
            if path == OPENAPI + file:
                return _found(self._openapi_of(trusted, provider, services), JSON)
            if path == ASYNCAPI + file:
                found = asyncapi.describe(provider, services, trusted.catalogue)
                return _found(metadata.compact(found), JSON)
        raise UnknownServiceError

    def _openapi_of(
        self, trusted: Trusted, provider: Subsystem, services: Sequence[ServiceId]
    ) -> bytes:
        sample = fitting(self.sample, trusted.catalogue)
        return metadata.compact(openapi.describe(provider, services, trusted.catalogue, sample))


def _documents(network: Network) -> Iterator[tuple[str, Subsystem, Sequence[ServiceId]]]:
    """Each document by its name, and what it is about."""
    for provider in network.providers():
        yield file_of(provider.id), provider, provider.services
        yield from ((file_of(service), provider, [service]) for service in provider.services)


def _verification(directory: Directory) -> web.Response:
    answer = _found(verification_zip(directory), "application/zip")
    answer.headers["Content-Disposition"] = 'filename="verificationconf.zip"'
    return answer


def _found(body: bytes, content_type: str) -> web.Response:
    return web.Response(
        body=body,
        headers={"Content-Type": content_type, "Vary": "Accept, Accept-Language, Host"},
    )


def _last(query: str, name: str) -> str:
    """X-Road takes the last of several, in any spelling of its name."""
    values = [value for key, value in parse_qsl(query) if key.lower() == name]
    return values[-1] if values else ""


def _accepts(http: BaseRequest, media_type: str) -> bool:
    """Whether Accept lists exactly this type; its parameters count as little as in X-Road."""
    listed = ",".join(http.headers.getall("Accept", [])).lower().split(",")
    return media_type in {each.partition(";")[0].strip() for each in listed}


def origin_of(http: BaseRequest) -> str:
    """Under which address the caller found us, else the one that we listen on."""
    host = http.headers.get("Host", "")
    if not _HOST.fullmatch(host):
        address = http.transport.get_extra_info("sockname") if http.transport else None
        ours, port, *_ = address or ("127.0.0.1", 80)
        host = f"[{ours}]:{port}" if ":" in ours else f"{ours}:{port}"
    return f"{http.scheme}://{host}"
