"""The bench's own processes: the two bare servers, and the client that drives every row.

python -m ndxp.bench.processes echo             says {"port": …}, ends with its standard input
python -m ndxp.bench.processes rpc URL QUEUE    says {}, ends with its standard input
python -m ndxp.bench.processes drive            reads a job (JSON), says what it measured
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Any

from aiohttp import web

from ndxp.bench.bare_rpc import rpc_client, rpc_server
from ndxp.bench.closed_loop import Measured, measure
from ndxp.load.http import Pool, request_bytes
from ndxp.load.target import Target

TIMEOUT_S = 35


async def echo() -> None:
    """aiohttp as its documentation shows it, without the access log."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/json")

    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _say({"port": runner.addresses[0][1]})
    await _parent_gone()
    await runner.cleanup()


async def rpc(url: str, queue_name: str) -> None:
    """The bare RPC's server."""
    async with rpc_server(url, queue_name):
        _say({})
        await _parent_gone()


async def drive() -> None:
    """One measurement."""
    job = json.loads(await asyncio.to_thread(sys.stdin.buffer.read))
    _say(asdict(await (_drive_rpc(job) if "queue" in job else _drive_http(job))))


async def _drive_http(job: dict[str, Any]) -> Measured:
    target = Target.parse(job["url"])
    pool = Pool(target, TIMEOUT_S)
    requests = [
        request_bytes(target, job["path"], job["headers"], body.encode()) for body in job["bodies"]
    ]
    expected = job["expect"].encode()

    async def call(number: int) -> bool:
        try:
            answer = await pool.send(requests[number % len(requests)])
        except (OSError, ValueError):
            return False
        return answer.status == 200 and expected in answer.body

    try:
        return await _measure(job, call)
    finally:
        pool.close()


async def _drive_rpc(job: dict[str, Any]) -> Measured:
    body = job["bodies"][0].encode()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(rpc_client(job["url"], job["queue"]))

        async def call(number: int) -> bool:
            return len(await client.call(body)) == len(body)

        return await _measure(job, call)


async def _measure(job: dict[str, Any], call: Callable[[int], Awaitable[bool]]) -> Measured:
    return await measure(call, job["in_flight"], job["seconds"], job["warm_up_s"])


async def _parent_gone() -> None:
    await asyncio.to_thread(sys.stdin.buffer.read)


def _say(facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["echo"]:
            asyncio.run(echo())
        case ["rpc", broker, name]:
            asyncio.run(rpc(broker, name))
        case ["drive"]:
            asyncio.run(drive())
        case _:
            raise SystemExit(__doc__)
