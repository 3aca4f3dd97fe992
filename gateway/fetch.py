"""Where newer network documents come from: the state folder, or another node over HTTP."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final

import aiohttp

from gateway.errors import StateError
from gateway.jws import MAX_DOCUMENT_CHARS

DEADLINE_S: Final = 10
PATH: Final = "/network"
"""Where a node serves its network document."""


class FileDocument:
    """See Fetch: a file that somebody replaces as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    async def fetch(self) -> str | None:
        """Read the file if it was replaced since the last time."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> str | None:
        try:
            status = self._path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen == self._seen:
                return None
            with self._path.open("rb") as file:
                data = file.read(MAX_DOCUMENT_CHARS + 1)
        except OSError as error:
            raise StateError(f"{self._path}: {error.strerror}") from error
        self._seen = seen
        return data.decode("ascii", "replace")


class HttpDocument:
    """See Fetch: `GET /network` of another node, or a file on any web server."""

    def __init__(self, url: str, tls: Callable[[], ssl.SSLContext | bool] = lambda: True) -> None:
        """`tls` says whom to believe where the URL begins with https; True: whom this machine does."""
        self._url = url
        self._tls = tls
        self._etag = ""

    async def fetch(self) -> str | None:
        """Ask with the ETag of what came last; raises StateError where nothing usable comes."""
        try:
            async with asyncio.timeout(DEADLINE_S), aiohttp.ClientSession() as session:
                return await self._get(session)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise StateError(f"{self._url}: {type(error).__name__}") from error

    async def _get(self, session: aiohttp.ClientSession) -> str | None:
        headers = {"If-None-Match": self._etag} if self._etag else {}
        async with session.get(
            self._url, headers=headers, ssl=self._tls(), allow_redirects=False
        ) as answer:
            if answer.status == 304:
                return None
            if answer.status != 200:
                raise StateError(f"{self._url} answers with {answer.status}")
            data = await answer.content.read(MAX_DOCUMENT_CHARS + 1)
            while len(data) <= MAX_DOCUMENT_CHARS and not answer.content.at_eof():
                data += await answer.content.read(MAX_DOCUMENT_CHARS + 1 - len(data))
            if len(data) > MAX_DOCUMENT_CHARS:
                raise StateError(f"{self._url} is larger than a network document may be")
            self._etag = answer.headers.get("ETag", "")
            return data.decode("ascii", "replace")
