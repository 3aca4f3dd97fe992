"""HTTPS to the next node: TLS in which both sides show a certificate, and `POST /sealed`.

Nothing of what the next node says reaches a caller but the sealed answer and the codes of its errors.
"""

import asyncio
import io
import json
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

import aiohttp
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.bus import MAX_CONCURRENT
from gateway.bus.wire import CONTENT_TYPE, pack_item, unpack_item
from gateway.certificates import thumbprint
from gateway.errors import (
    AccessDeniedError,
    AnswerSignatureError,
    BodyTooLargeError,
    BusUnavailableError,
    ConfigurationError,
    DeadlineExceededError,
    ExchangeError,
    InconsistentAnswerError,
    InvalidAnswerError,
    LogUnavailableError,
    MessageExpiredError,
    NetworkExpiredError,
    OverloadedError,
    ProviderUnavailableError,
    ReplayError,
    SchemaViolationError,
    SealError,
    SealRefusedError,
    TooManyRequestsError,
    UnknownMemberError,
    UnknownServiceError,
    UpstreamUnavailableError,
)
from gateway.message import Sealed
from gateway.refresh import DirectorySource
from gateway.trust import Directory

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PATH: Final = "/sealed"
MAX_ANSWER_BYTES: Final = 64 << 20
_URL = re.compile(r"https://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}/?")
_MAX_PROBLEM_BYTES = 1 << 16
_CONNECT_S = 5
_PROBE_S = 2
_REMEMBERED_S = 0.5  # as the presence of a provider on the bus
_IDLE_S = 15  # shorter than the other side keeps an idle connection

_TOLD: Final[Mapping[str, type[ExchangeError]]] = {
    kind.code: kind
    for kind in (
        *(AccessDeniedError, UnknownMemberError, UnknownServiceError, SchemaViolationError),
        *(SealRefusedError, ReplayError, MessageExpiredError, BodyTooLargeError),
        *(TooManyRequestsError, OverloadedError, BusUnavailableError, ProviderUnavailableError),
        *(
            LogUnavailableError,
            NetworkExpiredError,
            DeadlineExceededError,
            UpstreamUnavailableError,
        ),
        *(AnswerSignatureError, InconsistentAnswerError, InvalidAnswerError),
    )
}
"""Errors of the next node that mean the same to our caller; any other is a matter between the nodes."""
_SAYS = "so says the next node"  # its own words may be in another language
_WHERE = {BodyTooLargeError.code: "the next node's limit in", TooManyRequestsError.code: "fewer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the next node listens, and the certificate that we show there (its key beside it, .key)."""

    url: str  # https://HOST:PORT
    certificate: Path

    @classmethod
    def read(cls, url: str, certificate: Path) -> Self:
        """Raises ConfigurationError for another URL than https://HOST:PORT."""
        if not _URL.fullmatch(url):
            fault = "must read https://HOST:PORT, for example https://127.0.0.1:8443"
            raise ConfigurationError("--upstream", [fault])
        return cls(url=url.rstrip("/"), certificate=certificate)

    @property
    def named(self) -> str:
        """How the next node is called towards callers: host and port."""
        return self.url.removeprefix("https://")


class Link:
    """One next node; belongs to an event loop. All methods may be called concurrently."""

    def __init__(self, address: Address, source: DirectorySource) -> None:
        """Raises ConfigurationError for a certificate that cannot be used."""
        self._address = address
        # A context for each version: connections of an older one are not taken for a newer.
        self._tls = source.derive(partial(_context, address))
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MAX_CONCURRENT, keepalive_timeout=_IDLE_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S),
            auto_decompress=False,
        )
        self._answered = (-_REMEMBERED_S, False)

    async def post(self, message: Sealed) -> Sealed:
        """The sealed answer to a sealed request. Has no deadline of its own but for connecting.

        Raises UpstreamUnavailableError, InconsistentAnswerError, or what the next node says.
        """
        try:
            async with self._session.post(
                self._address.url + PATH,
                data=io.BytesIO(pack_item(message)),  # written in parts, however large
                headers={"Content-Type": CONTENT_TYPE},
                ssl=self._tls.newest,
                allow_redirects=False,
            ) as answer:
                if answer.status == 200:
                    return await self._sealed(answer)
                raise await self._refusal(answer)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("upstream.unavailable", node=self._named, error=type(error).__name__)
            raise UpstreamUnavailableError(self._named) from error

    async def answers(self) -> bool:
        """Whether the next node lives, as of at most half a second ago."""
        at_s, answered = self._answered
        if time.monotonic() - at_s >= _REMEMBERED_S:
            answered = await self._probe()
            self._answered = time.monotonic(), answered
        return answered

    async def close(self) -> None:
        await self._session.close()

    @property
    def _named(self) -> str:
        return self._address.named

    async def _probe(self) -> bool:
        url = self._address.url + "/healthz"
        try:
            async with (
                asyncio.timeout(_PROBE_S),
                self._session.get(url, ssl=self._tls.newest, allow_redirects=False) as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, OSError):  # TimeoutError is one of these
            return False

    async def _sealed(self, answer: aiohttp.ClientResponse) -> Sealed:
        try:
            return unpack_item(await _read(answer, MAX_ANSWER_BYTES))
        except SealError as error:
            log.warning("upstream.answer_refused", node=self._named, reason=error.reason)
            raise InconsistentAnswerError from error

    async def _refusal(self, answer: aiohttp.ClientResponse) -> ExchangeError:
        code = _code(await _read(answer, _MAX_PROBLEM_BYTES))
        log.warning("upstream.refused", node=self._named, status=answer.status, code=code)
        if code in _TOLD:
            return _TOLD[code](_WHERE.get(code, _SAYS))
        return UpstreamUnavailableError(self._named)


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, or as much of it as tells that it is too large: which nothing then can read."""
    parts, size = [], 0
    async for part in answer.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > most:
            answer.close()
            return b""
    return b"".join(parts)


def _code(body: bytes) -> str:
    """The code of a problem, empty for anything else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    kind = document.get("type") if isinstance(document, dict) else None
    return kind.rpartition(".")[2] if isinstance(kind, str) else ""


def _context(address: Address, directory: Directory) -> ssl.SSLContext:
    """TLS as we speak it under this version of the network document."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslobject_class = _refusing(directory.revoked)
    for root in directory.roots:
        context.load_verify_locations(cadata=root.public_bytes(Encoding.DER))
    certificate, key = address.certificate, address.certificate.with_suffix(".key")
    try:
        # A password would be asked for at the terminal; a key with one is no key for a service.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:  # also what TLS says of a file that is none of its own
        fault = f"{certificate} and {key} are no certificate and key that can be read"
        raise ConfigurationError("--upstream-cert", [fault]) from error
    return context


def _refusing(revoked: frozenset[str]) -> type[ssl.SSLObject]:
    """A TLS connection that ends when the other side shows one of these certificates."""

    class Checked(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            shown = self.getpeercert(binary_form=True)
            if shown is None or thumbprint(x509.load_der_x509_certificate(shown)) in revoked:
                raise ssl.SSLCertVerificationError("the next node's certificate is revoked")

    return Checked
