"""An opaque provider over HTTP: forwards what a caller sent to a URL, and what comes back to the caller.

As X-Road's provider side does it (PR-REST v1.0.4 §4): the path behind the service code and the query are
appended to the service's URL byte for byte, redirects are not followed, and the provider's own 4xx and
5xx are answers like any other.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from adapters.base import OpaqueAnswer, OpaqueCall
from adapters.wire import read_answer
from gateway.errors import RegistryFailedError
from gateway.headers import end_to_end
from gateway.message import Headers

# aiohttp would add these of its own accord; a call has what its caller sent.
_NOT_ADDED: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class HttpAdapter:
    """Forwards the opaque services of one subsystem, each to its own URL. Close it when it ends."""

    def __init__(self, subsystem: str, urls: Mapping[str, str]) -> None:
        self.subsystem = subsystem
        self._urls = {code: url.removesuffix("/") for code, url in urls.items()}
        self._session: aiohttp.ClientSession | None = None

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        """Raise RegistryFailedError where there is no answer, or one larger than a message may be."""
        if call.service not in self._urls:
            raise RegistryFailedError("no URL for the service")
        query = f"?{call.query}" if call.query else ""
        target = self._urls[call.service] + call.path + query
        try:
            async with self._opened().request(
                call.method,
                URL(target, encoded=True),
                data=BytesIO(call.body) if call.body else None,  # written in parts
                headers=_sent(call),
                allow_redirects=False,
            ) as response:
                body = await read_answer(response)
        except (TimeoutError, aiohttp.ClientError, ValueError, OSError) as error:
            # The foreign text may hold the URL and with it an identifier: it goes no further.
            raise RegistryFailedError(type(error).__name__) from None
        return OpaqueAnswer(status=response.status, headers=_received(response), body=body)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256),
                cookie_jar=aiohttp.DummyCookieJar(),  # one caller's cookies are not another's
                timeout=aiohttp.ClientTimeout(total=None),  # the provider's side keeps the time
                skip_auto_headers=_NOT_ADDED,
                auto_decompress=False,
            )
        return self._session


def _sent(call: OpaqueCall) -> CIMultiDict[str]:
    """The caller's headers and who it is; a sealed call may name hop-by-hop headers all the same."""
    spelt: dict[str, str] = {}  # aiohttp loses all but one of a name in two spellings
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in end_to_end(call.headers):
        headers.add(spelt.setdefault(name.lower(), name), value)
    headers.setdefault("Accept", "application/json")
    headers["X-Road-Client"] = call.client
    headers["X-Road-Id"] = call.message_id
    headers["X-Road-Request-Id"] = call.request_id
    return headers


def _received(response: aiohttp.ClientResponse) -> Headers:
    """Names and values as sent; what is not UTF-8 is Latin-1, as HTTP once had it."""
    return end_to_end(tuple((_text(name), _text(value)) for name, value in response.raw_headers))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
