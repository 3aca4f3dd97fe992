"""The connection to a service under check: whole questions, and bytes that no client would send."""

import asyncio
import contextlib
import io
import ssl
import time
from collections.abc import AsyncIterator
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from adapters.wire import MAX_ANSWER_BYTES, read_answer
from gateway.errors import RegistryFailedError
from ndxp.workbench.http.question import Got, Question
from ndxp.workbench.verdict import BreachError

_CONNECTIONS = 64
_NOT_FOLLOWED = "the connection ended before an answer was whole"


class Line:
    """A service behind a URL; questions may be asked at the same time."""

    def __init__(self, url: str, session: aiohttp.ClientSession, tls: ssl.SSLContext) -> None:
        self._url = url.rstrip("/")
        self._session = session
        self._tls = tls

    async def ask(self, question: Question, within_s: float) -> Got:
        """The answer; raises BreachError where none comes in time."""
        began = time.monotonic()
        try:
            async with (
                asyncio.timeout(within_s),
                self._session.request(
                    question.method,
                    URL(self._url + question.target, encoded=True),
                    headers=question.headers,
                    data=question.body or None,
                    allow_redirects=False,
                    ssl=self._tls,
                ) as response,
            ):
                body = await read_answer(response)
        except TimeoutError:
            raise BreachError(f"no answer within {within_s:g} s") from None
        except (aiohttp.ClientError, OSError):
            raise BreachError(_NOT_FOLLOWED) from None
        except RegistryFailedError:
            raise BreachError(f"an answer of more than {MAX_ANSWER_BYTES >> 20} MiB") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        took_s = time.monotonic() - began
        return Got(status=response.status, headers=headers, body=body, after_s=took_s)

    def written(self, question: Question) -> bytes:
        """A question as the bytes of HTTP, on a connection of its own."""
        parts = urlsplit(self._url)
        headers = {
            "Host": parts.netloc,
            "Connection": "close",
            "Content-Length": str(len(question.body)),
            **question.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        start = f"{question.method} {parts.path}{question.target} HTTP/1.1\r\n"
        return f"{start}{lines}\r\n".encode() + question.body

    async def raw(self, data: bytes, within_s: float) -> Got | None:
        """What comes to any bytes, also before they were all taken; None if the connection ends without.

        Raises BreachError where nothing comes in time.
        """
        parts = urlsplit(self._url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        tls = self._tls if parts.scheme == "https" else None
        try:
            async with asyncio.timeout(within_s):
                reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=tls)
                try:
                    came = await _exchanged(reader, writer, data)
                finally:
                    writer.transport.abort()
        except TimeoutError:
            raise BreachError(f"neither an answer nor an end within {within_s:g} s") from None
        except OSError:
            return None
        return _read(came) if came else None


@contextlib.asynccontextmanager
async def open_line(url: str, tls: ssl.SSLContext) -> AsyncIterator[Line]:
    """Reach a URL until the block ends."""
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    # Nothing here decompresses: a small answer must not become a large one.
    usual = {"Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(
        connector=connector,
        headers=usual,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Line(url, session, tls)


async def _exchanged(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes
) -> bytes:
    """Who refuses a body early need not take the rest of it."""

    async def send() -> None:
        with contextlib.suppress(OSError):
            writer.write(data)
            await writer.drain()

    sending = asyncio.create_task(send())
    came = b""
    try:
        with contextlib.suppress(OSError):
            while not _is_whole(came) and (part := await reader.read(1 << 16)):
                came += part
    finally:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
    return came


def _is_whole(came: bytes) -> bool:
    """Whether an answer that says how long it is has come."""
    head, end, body = came.partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2].strip()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    known = len(lengths) == 1 and lengths[0].isdigit()
    return len(came) > MAX_ANSWER_BYTES or (bool(end) and known and len(body) >= int(lengths[0]))


class _Came(io.BytesIO):
    """Bytes in the place of a socket, for the parser of the standard library."""

    def makefile(self, *_: object) -> io.BytesIO:
        return self


def _read(came: bytes) -> Got:
    response = HTTPResponse(cast("ssl.SSLSocket", _Came(came)))
    try:
        response.begin()
        body = response.read()
    except (HTTPException, ValueError):
        raise BreachError("an answer that is no HTTP, or is not whole") from None
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Got(status=response.status, headers=headers, body=body)
