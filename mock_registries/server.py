"""The registries on one HTTP port, with /healthz and a switch for faults.

There is no access log: paths hold identifiers. Nothing here is authenticated; it serves synthetic
data only, and the switch answers nobody but callers of the same machine.
"""

import asyncio
import ipaddress
import json
from collections.abc import Mapping

from aiohttp import web

from mock_registries import route
from mock_registries.faults import DEFAULT_DELAY_S, Faults
from mock_registries.wire import NativeRequest, Registry

MAX_BODY_BYTES = 1024 * 1024
MAX_DELAY_S = 600.0


class Server:
    """A running server; `port` is the real one when zero was asked for."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        self._runner = runner
        self.port = port

    async def close(self) -> None:
        """Stop serving; calls under way get a short time to end."""
        await self._runner.cleanup()


async def start(registries: Mapping[str, Registry], faults: Faults, host: str, port: int) -> Server:
    """Serve the registries; raises OSError when the port is taken."""
    application = web.Application(client_max_size=MAX_BODY_BYTES)
    desk = _Desk(registries, faults)
    application.router.add_get("/healthz", desk.health)
    application.router.add_post("/faults", desk.switch)
    application.router.add_route("*", "/{path:.*}", desk.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return Server(runner, runner.addresses[0][1])


class _Desk:
    """Carries HTTP requests to the registries."""

    def __init__(self, registries: Mapping[str, Registry], faults: Faults) -> None:
        self._registries = registries
        self._faults = faults

    async def answer(self, request: web.Request) -> web.Response:
        registry = route(self._registries, request.path)
        if registry is None:
            return web.Response(status=404, text="no registry is served here\n")
        native = NativeRequest(
            method=request.method,
            path=request.path,
            query=request.rel_url.raw_query_string,
            headers=request.headers,
            body=await request.read(),
        )
        delay_s = self._faults.delay_s(registry.name)
        if delay_s:
            await asyncio.sleep(delay_s)
        reply = registry.answer(native)
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)

    async def health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "registries": list(self._registries)})

    async def switch(self, request: web.Request) -> web.Response:
        """Take {"registry": "dkdn", "fault": "down", "on": true}; slow also takes "seconds"."""
        if not _is_local(request.remote):
            return web.Response(status=403, text="faults are switched from this machine only\n")
        try:
            self._apply(json.loads(await request.read()))
        except (ValueError, RecursionError):
            return web.Response(status=400, text="expected registry, fault, on and seconds\n")
        return web.Response(status=204)

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


def _is_local(remote: str | None) -> bool:
    try:
        return remote is not None and ipaddress.ip_address(remote).is_loopback
    except ValueError:
        return False
