"""The registries on one HTTP port, with an index, /healthz, a switch for faults and /changes.

There is no access log: paths hold identifiers. Nothing here is authenticated; it serves synthetic
data only, and the switch answers nobody but callers of the same machine.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from mock_registries import pages, route
from mock_registries.faults import DEFAULT_DELAY_S, Faults
from mock_registries.wire import NativeRequest, NativeResponse, Registry, says_json

if TYPE_CHECKING:
    from mock_registries.changes_desk import ChangesDesk

MAX_BODY_BYTES = 1024 * 1024  # aiohttp's own limit for a request read as a whole
MAX_DELAY_S = 600.0
_TEXT = "text/plain; charset=utf-8"


class Server:
    """A running server; `port` is the real one when zero was asked for."""

    def __init__(self, runner: web.ServerRunner, port: int) -> None:
        self._runner = runner
        self.port = port

    async def close(self) -> None:
        """Stop serving; calls under way get a short time to end."""
        await self._runner.cleanup()


async def start(
    registries: Mapping[str, Registry],
    faults: Faults,
    host: str,
    port: int,
    changes: ChangesDesk | None = None,
) -> Server:
    """Serve the registries, and the changes of their country; OSError when the port is taken."""
    # Not web.Application: one handler needs no router, which takes 20 µs to find it (measured).
    handler = web.Server(_Desk(registries, faults, changes).answer, access_log=None)
    runner = web.ServerRunner(handler, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return Server(runner, runner.addresses[0][1])


class _Desk:
    """Carries HTTP requests to the registries."""

    def __init__(
        self, registries: Mapping[str, Registry], faults: Faults, changes: ChangesDesk | None
    ) -> None:
        self._registries = registries
        self._faults = faults
        self._pages = [registry.page for registry in registries.values()]
        self._paper = self._pages[0].paper
        self._changes = changes

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer any request."""
        try:
            body = await request.read() if request.body_exists else b""
        except web.HTTPRequestEntityTooLarge:
            reply = self._say(413, f"a body has at most {MAX_BODY_BYTES} bytes")
        else:
            reply = await self._reply(request, body)
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)

    async def _reply(self, request: web.BaseRequest, body: bytes) -> NativeResponse:
        native = NativeRequest(
            method=request.method,
            path=request.path,
            query=request.rel_url.raw_query_string,
            headers=request.headers,
            body=body,
        )
        registry = route(self._registries, native.path)
        if registry is None:
            return self._own(native, request.remote)
        delay_s = self._faults.delay_s(registry.name)
        if delay_s:
            await asyncio.sleep(delay_s)
        return registry.answer(native)

    def _own(self, request: NativeRequest, remote: str | None) -> NativeResponse:
        """Answer what is no registry's: the index, health and the switch."""
        match request.method, request.path:
            case "GET" | "HEAD", "/":
                return pages.index(self._pages, request)
            case "GET" | "HEAD", "/healthz":
                return self._paper.json({"status": "ok", "registries": list(self._registries)})
            case "POST", "/faults":
                return self._switch(request, remote)
            case _, "/changes" if self._changes is not None:
                if not _is_local(remote):
                    return self._say(403, "changes are made and read on this machine only")
                return self._changes.answer(request)
        return self._say(404, "no registry is served here")

    def _switch(self, request: NativeRequest, remote: str | None) -> NativeResponse:
        """Take {"registry": "dkdn", "fault": "down", "on": true}; slow also takes "seconds"."""
        if not _is_local(remote):
            return self._say(403, "faults are switched from this machine only")
        if not says_json(request):
            return self._say(415, "a switch is application/json")
        try:
            self._apply(json.loads(request.body))
        except (ValueError, RecursionError):
            return self._say(400, "expected registry, fault, on and seconds")
        return self._paper.write(204, _TEXT, b"")

    def _apply(self, given: object) -> None:
        """Switch what a parsed body asks for; raises ValueError if that makes no sense."""
        match given:
            case {"registry": str(registry), "fault": str(fault), "on": bool(on), **rest}:
                seconds = rest.get("seconds", DEFAULT_DELAY_S)
            case _:
                message = "not a switch"
                raise ValueError(message)
        match seconds:
            case float() | int() if 0 < seconds <= MAX_DELAY_S:
                pass
            case _:
                message = "seconds is out of range"
                raise ValueError(message)
        self._faults.switch(registry, fault, on=on, seconds=float(seconds))

    def _say(self, status: int, sentence: str) -> NativeResponse:
        return self._paper.write(status, _TEXT, f"{sentence}\n".encode())


def _is_local(remote: str | None) -> bool:
    try:
        return remote is not None and ipaddress.ip_address(remote).is_loopback
    except ValueError:
        return False
