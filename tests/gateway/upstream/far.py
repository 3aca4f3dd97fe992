"""The next node as a link sees it: HTTPS under a certificate of a small authority, and whatever it answers."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.web_request import BaseRequest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.bus.wire import CONTENT_TYPE, pack_item
from gateway.issuing import Issuer, Subject, new_key, root_certificate, tls_certificate
from gateway.message import Sealed
from gateway.network import load_network
from gateway.refresh import DirectorySource
from gateway.state import pem_key
from gateway.trust import Directory
from gateway.upstream.link import Address
from tests.gateway.members import SMALL, START_MS, ManualClock

Handler = Callable[[BaseRequest], Awaitable[web.StreamResponse]]


def sealed_answer(sealed: Sealed) -> web.Response:
    return web.Response(body=pack_item(sealed), headers={"Content-Type": CONTENT_TYPE})


def problem_answer(code: str, status: int, place: str = "server.clientproxy") -> web.Response:
    document = {"type": f"{place}.{code}", "message": "its own words", "detail": "d"}
    return web.json_response(document, status=status)


@dataclass
class Far:
    """An authority, certificates of it, and a server; `says` is what it answers to a POST."""

    folder: Path
    says: Handler
    heard: list[BaseRequest] = field(default_factory=list)
    alive: bool = True
    port: int = 0

    def __post_init__(self) -> None:
        key = new_key("P-256")
        self._root = root_certificate("small authority", key, START_MS)
        self._issuer = Issuer(name=self._root.subject, key=key)

    @property
    def source(self) -> DirectorySource:
        """What this side believes."""
        directory = Directory(
            version=1,
            issued_ms=START_MS,
            expires_ms=START_MS,
            network=load_network(SMALL),
            certificates={},
            roots=(self._root,),
            document="",
        )
        return DirectorySource(directory, ManualClock())

    @property
    def address(self) -> Address:
        """Where it listens, with a certificate of this side."""
        certificate = self.issued("node:lgsp")
        return Address.read(f"https://127.0.0.1:{self.port}", certificate)

    def issued(self, owner: str, *names: str) -> Path:
        key = new_key("P-256")
        subject = Subject(owner=owner, public_key=key.public_key(), from_ms=START_MS)
        file = self.folder / f"{owner.replace(':', '.')}.crt"
        certificate = tls_certificate(subject, self._issuer, names)
        file.write_bytes(certificate.public_bytes(Encoding.PEM))
        file.with_suffix(".key").write_bytes(pem_key(key))
        return file

    @asynccontextmanager
    async def listening(self, name: str = "127.0.0.1") -> AsyncIterator[None]:
        """Serve under a certificate for this name."""
        file = self.issued(name, name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, file.with_suffix(".key"))
        context.load_verify_locations(cadata=self._root.public_bytes(Encoding.DER))
        context.verify_mode = ssl.CERT_REQUIRED
        runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, backlog=1024, ssl_context=context).start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    async def _handle(self, http: BaseRequest) -> web.StreamResponse:
        if http.raw_path == "/healthz":
            return web.Response(status=200 if self.alive else 503)
        self.heard.append(http)
        return await self.says(http)
