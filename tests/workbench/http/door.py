"""A door in front of the platform: what passes through it is spoilt in one way."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects import DIALECTS
from ndxp.workbench.http.dialects.dialect import Dialect, Proven


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a client sent; names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def having(self, headers: Mapping[str, str]) -> "Sent":
        lowered = {name.lower(): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **lowered})


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What the client gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Door:
    """Where the platform is, and the account under check."""

    url: str
    dialect: Dialect
    account: Account | None
    session: aiohttp.ClientSession
    memory: dict[str, Any] = field(default_factory=dict)

    async def ask(self, sent: Sent) -> Back:
        """What the platform answers."""
        async with self.session.request(
            sent.method,
            URL(self.url + sent.target, encoded=True),
            headers=sent.headers,
            data=io.BytesIO(sent.body) if sent.body else None,
            allow_redirects=False,
        ) as answer:
            kept = {k.lower(): v for k, v in answer.headers.items() if k.lower() not in _OF_HTTP}
            return Back(status=answer.status, headers=kept, body=await answer.read())

    async def proof(self, now_ms: int = 0) -> Mapping[str, str]:
        """Headers of the good account, made by us."""
        assert self.account is not None
        asked = self.dialect.token(self.account)
        token = ""
        if asked is not None:
            url = self.url + asked.target
            async with self.session.post(url, headers=asked.headers, data=asked.body) as answer:
                token = (await answer.json())["access_token"]
        by = Proven(account=self.account, token=token, now_ms=now_ms)
        return self.dialect.proof(by)


Animal = Callable[[Door, Sent], Awaitable[Back]]
_OF_HTTP = ("content-length", "transfer-encoding", "connection", "date", "server")
_OURS = ("host", "content-length", "connection", "accept-encoding", "user-agent")


@contextlib.asynccontextmanager
async def opened(
    animal: Animal, dialect: str, url: str, account: Account | None
) -> AsyncIterator[str]:
    """Serve an animal in front of a URL; gives its own."""
    origin, path = URL(url).origin(), URL(url).path.rstrip("/")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        speaker = DIALECTS[dialect](url, "VN/GOV/H29/motcua")
        door = Door(url=str(origin).rstrip("/"), dialect=speaker, account=account, session=session)

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            came = {k.lower(): v for k, v in request.headers.items() if k.lower() not in _OURS}
            body = await request.content.read()
            sent = Sent(method=request.method, target=request.raw_path, headers=came, body=body)
            back = await animal(door, sent)
            return web.Response(status=back.status, headers=back.headers, body=back.body)

        server = web.Server(handle)
        served = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{served.sockets[0].getsockname()[1]}{path}"
        finally:
            served.close()
            await server.shutdown(1)
