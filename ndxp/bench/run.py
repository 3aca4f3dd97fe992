"""One run of the bench: every server up, then round after round each row for a moment."""

import asyncio
import json
import re
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gateway.errors import StateError
from gateway.network import load_network
from gateway.state import State
from gateway.trust import open_network
from ndxp.audit.verify import verify_log
from ndxp.bench.bare_rpc import rpc_queue, sweep
from ndxp.bench.closed_loop import Measured
from ndxp.bench.report import (
    BARE_AIOHTTP,
    BARE_RPC,
    EMBEDDED,
    MANY,
    ONE,
    RABBIT,
    ROWS,
    Log,
    Results,
)
from ndxp.compose import DEFAULT_NETWORK, Registries

ROUNDS: Final = 3
WARM_UP_S: Final = 0.5  # of every measurement; processes and connections are new to each other
PATIENCE_S: Final = 30
SAMPLES: Final = 200
SERVICE: Final = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
CLIENT: Final = "VN/GOV/H29/motcua"
ECHO_BODY: Final = json.dumps({"CongDan": "x" * 586})  # 0.6 kB, about what a citizen's record takes

_URL = re.compile(r"http://127\.0\.0\.1:[0-9]+")
Job = dict[str, Any]
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure and where to keep the logs meanwhile."""

    bus: str
    folder: Path
    seconds: float  # of each measurement
    rounds: int = ROUNDS


async def run_bench(plan: Plan, note: Note) -> tuple[Results, list[Log]]:
    """Measure every row and verify the logs; raises StateError if a server does not start."""
    results = Results()
    async with _servers(plan) as jobs:
        for number in range(plan.rounds):
            for row in ROWS:
                for in_flight in (MANY, ONE):
                    note(f"round {number + 1} of {plan.rounds}: {ROWS[row]}, {in_flight} in flight")
                    one = await _drive(jobs[row], in_flight, plan.seconds)
                    results.add(row, in_flight, one)
    logs = []
    for row in (EMBEDDED, RABBIT):
        note(f"verifying the log: {ROWS[row]}")
        logs.append(await asyncio.to_thread(_verify, row, plan.folder / row, results.calls(row)))
    return results, logs


@asynccontextmanager
async def _servers(plan: Plan) -> AsyncIterator[Mapping[str, Job]]:
    """All four, each in its own processes; idle they cost nothing."""
    namespace = f"ndxp-bench-{secrets.token_hex(4)}"
    queue = rpc_queue(namespace)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_sweep, plan.bus, namespace)
        echo = await stack.enter_async_context(_bare("echo"))
        await stack.enter_async_context(_bare("rpc", plan.bus, queue))
        embedded = await stack.enter_async_context(_platform(plan.folder / EMBEDDED))
        rabbit = await stack.enter_async_context(
            _platform(plan.folder / RABBIT, "--bus", plan.bus, "--namespace", namespace)
        )
        bare: Job = {"bodies": [ECHO_BODY], "path": "/", "headers": {}, "expect": "CongDan"}
        yield {
            BARE_AIOHTTP: bare | {"url": f"http://127.0.0.1:{json.loads(echo)['port']}"},
            BARE_RPC: bare | {"url": plan.bus, "queue": queue},
            EMBEDDED: _exchange_job(embedded),
            RABBIT: _exchange_job(rabbit),
        }


def _exchange_job(welcome: str) -> Job:
    found = _URL.search(welcome)
    if found is None:
        raise StateError("`ndxp up` did not say where it listens")
    people = Registries().sample("dancu", SAMPLES, 1)
    return {
        "url": found[0],
        "path": f"/r1/{SERVICE}",
        "headers": {"X-Road-Client": CLIENT},
        "bodies": [json.dumps(person, ensure_ascii=False) for person in people],
        "expect": "CongDan",
    }


async def _sweep(bus: str, namespace: str) -> None:
    providers = [provider.id for provider in load_network(DEFAULT_NETWORK).providers()]
    await sweep(bus, namespace, providers)


def _bare(*words: str) -> AbstractAsyncContextManager[str]:
    return _child(["-m", "ndxp.bench.processes", *words])


def _platform(folder: Path, *words: str) -> AbstractAsyncContextManager[str]:
    command = ["-c", "from ndxp.cli import main; raise SystemExit(main())", "up"]
    return _child([*command, "--listen", "127.0.0.1:0", "--state", str(folder), *words])


@asynccontextmanager
async def _child(words: Sequence[str]) -> AsyncIterator[str]:
    """A server process and the first line it says; ended with its input, or by SIGTERM."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield await _first_line(process)
    finally:
        await _end(process)


async def _first_line(process: asyncio.subprocess.Process) -> str:
    line = b""
    if process.stdout is not None:
        async with asyncio.timeout(PATIENCE_S):
            line = await process.stdout.readline()
    if not line:
        raise StateError("a server of the bench did not start; its reason stands above")
    return line.decode()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _drive(job: Job, in_flight: int, seconds: float) -> Measured:
    """One measurement, by a client in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "ndxp.bench.processes", "drive"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    work = job | {"in_flight": in_flight, "seconds": seconds, "warm_up_s": WARM_UP_S}
    try:
        async with asyncio.timeout(seconds + WARM_UP_S + PATIENCE_S):
            output, _ = await process.communicate(json.dumps(work).encode())
    finally:
        await _end(process)
    if process.returncode:
        raise StateError("the client of the bench failed; its reason stands above")
    return Measured(**json.loads(output))


def _verify(row: str, folder: Path, calls: int) -> Log:
    state = State(folder=folder)
    authority = state.authority()
    verdict = verify_log(state.log, lambda document: open_network(document, authority))
    return Log(
        row=row,
        verdict=verdict.sentence,
        verified=verdict.ok,
        entries=verdict.entries,
        signatures=verdict.signatures,
        exchanges=verdict.exchanges,
        calls=calls,
    )
