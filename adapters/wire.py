"""How an adapter reaches its registry: the registry's own bytes, over HTTP or within the process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from adapters.hearing import hear
from gateway.errors import RegistryFailedError
from gateway.faults import HEADER

MAX_ANSWER_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeCall:
    """One HTTP request in the registry's dialect; `path` carries the query, percent-encoded."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeAnswer:
    status: int
    body: bytes


class Wire(Protocol):
    """Carries one native call to a registry and its answer back.

    Raises RegistryFailedError when there is no answer. Never retries: the caller's deadline rules.
    """

    async def send(self, call: NativeCall) -> NativeAnswer: ...


class HttpWire:
    """A registry behind a URL. Close it when the adapter ends."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def send(self, call: NativeCall) -> NativeAnswer:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256),
                # Nothing here decompresses: a small answer must not become a large one.
                headers={"Accept-Encoding": "identity"},
                auto_decompress=False,
            )
        try:
            async with self._session.request(
                call.method,
                self._base_url + call.path,
                data=call.body or None,
                headers=call.headers,
                allow_redirects=False,
            ) as response:
                if HEADER in call.headers:  # a fault that it was ordered to have
                    hear(response.headers.get(HEADER, ""))
                body = await read_answer(response)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            # The foreign text may hold the URL and with it an identifier: it goes no further.
            raise RegistryFailedError(type(error).__name__) from None
        return NativeAnswer(status=response.status, body=body)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def read_answer(response: aiohttp.ClientResponse) -> bytes:
    """The body of an answer; raises RegistryFailedError where it is larger than a message may be."""
    parts, left = [], MAX_ANSWER_BYTES
    while part := await response.content.readany():
        left -= len(part)
        if left < 0:
            raise RegistryFailedError("answer too large")
        parts.append(part)
    return b"".join(parts)
