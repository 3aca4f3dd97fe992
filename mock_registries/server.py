"""The registries on one HTTP port, with an index, /healthz, /faults and /changes.

There is no access log: paths hold identifiers. Nothing here is authenticated; it serves synthetic
data only, and faults and changes are for nobody but callers of the same machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from mock_registries import pages, route
from mock_registries.carrying import carry
from mock_registries.faults import HEADER, Front, Sending
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse, says_json

if TYPE_CHECKING:
    from mock_registries.changes_desk import ChangesDesk

MAX_BODY_BYTES = 1024 * 1024  # aiohttp's own limit for a request read as a whole
_TEXT = "text/plain; charset=utf-8"
_NOT_ALLOWED = f"{HEADER}: faults are not allowed here; start the registries with --allow-faults"


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
    front: Front,
    host: str,
    port: int,
    changes: ChangesDesk | None = None,
) -> Server:
    """Serve the registries, and the changes of their country; OSError when the port is taken."""
    # Not web.Application: one handler needs no router, which takes 20 µs to find it (measured).
    desk = _Desk(registries, front, changes, at_home=_is_local(host))
    handler = web.Server(desk.answer, access_log=None)
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
        self,
        registries: Mapping[str, Registry],
        front: Front,
        changes: ChangesDesk | None,
        *,
        at_home: bool,
    ) -> None:
        self._registries = registries
        self._front = front
        self._pages = [registry.page for registry in registries.values()]
        self._paper = self._pages[0].paper
        self._changes = changes
        self._at_home = at_home

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer any request."""
        try:
            body = await request.read() if request.body_exists else b""
        except web.HTTPRequestEntityTooLarge:
            sending = Sending(self._say(413, f"a body has at most {MAX_BODY_BYTES} bytes"))
        else:
            sending = self._reply(request, body)
        if HEADER in sending.answer.headers:
            return await carry(request, sending)
        reply = sending.answer
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)

    def _reply(self, request: web.BaseRequest, body: bytes) -> Sending:
        native = NativeRequest(
            method=request.method,
            path=request.path,
            query=request.rel_url.raw_query_string,
            headers=request.headers,
            body=body,
        )
        registry = route(self._registries, native.path)
        if registry is None:
            return Sending(self._own(native, request))
        if HEADER in native.headers and not self._may_order(request):
            return Sending(self._say(403, _NOT_ALLOWED))
        return self._front.answer(registry, native)

    def _own(self, request: NativeRequest, http: web.BaseRequest) -> NativeResponse:
        """Answer what is no registry's: the index, health and the switch."""
        match request.method, request.path:
            case "GET" | "HEAD", "/":
                return pages.index(self._pages, request)
            case "GET" | "HEAD", "/healthz":
                return self._paper.json({"status": "ok", "registries": list(self._registries)})
            case _, path if path == "/faults" or path.startswith("/faults/"):
                return self._faults(request, http)
            case _, "/changes" if self._changes is not None:
                if not (_is_local(http.remote) and _names_this_machine(http)):
                    return self._say(403, "changes are made and read on this machine only")
                return self._changes.answer(request)
        return self._say(404, "no registry is served here")

    def _faults(self, request: NativeRequest, http: web.BaseRequest) -> NativeResponse:
        """Hand a call to whoever keeps the rules."""
        rules = self._front.rules
        if not self._may_order(http):
            status, said = 403, _message(_NOT_ALLOWED)
        elif rules is None:
            status, said = 404, _message(f"no rules here; a call orders its fault with {HEADER}")
        elif request.method == "POST" and not says_json(request):
            status, said = 415, _message("a rule is application/json")
        else:
            status, said = rules.answer(request.method, request.path, request.body)
        return self._paper.json(said, status)

    def _may_order(self, http: web.BaseRequest) -> bool:
        """Say whether a caller may order faults: on this machine, else where everybody may.

        A web page whose name leads to this machine names itself as the host.
        """
        at_home = self._at_home and _is_local(http.remote) and _names_this_machine(http)
        return self._front.anyone or at_home

    def _say(self, status: int, sentence: str) -> NativeResponse:
        return self._paper.write(status, _TEXT, f"{sentence}\n".encode())


def _message(sentence: str) -> object:
    return {"message": sentence}


def _names_this_machine(http: web.BaseRequest) -> bool:
    host = http.headers.get("Host", "")
    try:
        return not host or _is_local(urlsplit(f"//{host}").hostname)
    except ValueError:
        return False


def _is_local(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
