"""The bench's own processes: the bare servers, and the client that drives every row.

python -m ndxp.bench.processes echo             says its URL, ends with its standard input
python -m ndxp.bench.processes canned FILE      the same; answers every GET with what is in FILE
python -m ndxp.bench.processes rpc URL QUEUE    says that it is ready, ends with its standard input
python -m ndxp.bench.processes drive            reads a job (JSON), says what it measured (JSON)
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from ndxp.bench.bare_rpc import rpc_client, rpc_server
from ndxp.bench.closed_loop import Measured, measure
from ndxp.load.http import Pool, http_bytes
from ndxp.load.target import Target

TIMEOUT_S = 35


async def echo() -> None:
    """aiohttp as its documentation shows it, without the access log."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/json")

    await _serve(web.post("/", answer))


async def canned(body: bytes) -> None:
    """The same, but for what it answers."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    await _serve(web.get("/{any:.*}", answer))


async def _serve(route: web.RouteDef) -> None:
    application = web.Application()
    application.add_routes([route])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _say(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await _parent_gone()
    await runner.cleanup()


async def rpc(url: str, queue_name: str) -> None:
    """The bare RPC's server."""
    async with rpc_server(url, queue_name):
        _say("ready")
        await _parent_gone()


async def drive() -> None:
    """One measurement."""
    job = json.loads(await asyncio.to_thread(sys.stdin.buffer.read))
    measured = await (_drive_rpc(job) if "queue" in job else _drive_http(job))
    _say(json.dumps(asdict(measured)))


async def _drive_http(job: dict[str, Any]) -> Measured:
    target = Target.parse(job["url"])
    pool = Pool(target, TIMEOUT_S)
    asks = [
        (
            http_bytes(target, ask["what"], ask["headers"], ask["body"].encode()),
            ask["expect"].encode(),
        )
        for ask in job["asks"]
    ]

    async def call(number: int) -> bool:
        request, expected = asks[number % len(asks)]
        try:
            answer = await pool.send(request)
        except (OSError, ValueError):
            return False
        return answer.status == 200 and expected in answer.body

    try:
        return replace(await _measure(job, call), connections=pool.opened)
    finally:
        pool.close()


async def _drive_rpc(job: dict[str, Any]) -> Measured:
    body = job["asks"][0]["body"].encode()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(rpc_client(job["url"], job["queue"]))

        async def call(number: int) -> bool:
            return len(await client.call(body)) == len(body)

        return await _measure(job, call)


async def _measure(job: dict[str, Any], call: Callable[[int], Awaitable[bool]]) -> Measured:
    return await measure(call, job["in_flight"], job["seconds"], job["warm_up_s"])


async def _parent_gone() -> None:
    await asyncio.to_thread(sys.stdin.buffer.read)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["echo"]:
            asyncio.run(echo())
        case ["canned", file]:
            asyncio.run(canned(Path(file).read_bytes()))
        case ["rpc", broker, name]:
            asyncio.run(rpc(broker, name))
        case ["drive"]:
            asyncio.run(drive())
        case _:
            raise SystemExit(__doc__)
