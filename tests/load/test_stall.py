"""A server that stalls cannot hide it (closed-loop tools report a p95 of a few milliseconds here)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import pytest

from gateway.clock import SystemClock
from ndxp.load.calls import ServiceCalls
from ndxp.load.generator import generate
from ndxp.load.http import Pool, request_bytes
from ndxp.load.recording import Recording, distribution_ms
from ndxp.load.schedule import ConstantRate
from ndxp.load.target import Target

SERVER = """
import asyncio, json, sys, time
from aiohttp import web

async def answer(request):
    return web.Response(body=b'{"CongDan": {}}')

async def main():
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps(runner.addresses[0][1]), flush=True)
    gone = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    while not gone.done():
        await asyncio.wait([gone], timeout=2)
        time.sleep(1)

asyncio.run(main())
"""


@pytest.fixture
async def stalling() -> AsyncIterator[Target]:
    """A server in a process of its own that does nothing for 1 s in every 3."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    port = json.loads(await process.stdout.readline())
    yield Target(host="127.0.0.1", port=port)
    process.kill()
    await process.communicate()


async def test_a_stall_is_seen_by_every_call_that_was_due_in_it(stalling: Target) -> None:
    recording, pool = Recording(), Pool(stalling, 10)
    calls = ServiceCalls(pool, [request_bytes(stalling, "/", {}, b"{}")])

    await generate(ConstantRate(rate=200, duration_s=6), calls, recording, SystemClock())
    pool.close()

    latency = distribution_ms(recording.latency_s)
    assert recording.good == recording.planned == 1200
    assert latency["p95"] is not None
    assert latency["p95"] >= 300
    assert latency["max"] is not None
    assert latency["max"] >= 900
