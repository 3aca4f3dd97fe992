"""The whole exchange beside bare libraries: every server up, then round after round each row."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.network import load_network
from gateway.state import State
from ndxp.audit.authority import documents_of
from ndxp.audit.verify import verify_log
from ndxp.bench.bare_rpc import rpc_queue, sweep
from ndxp.bench.children import ROUNDS, Ask, Job, Note, command, measure_rounds, speaking, url_in
from ndxp.bench.report import BARE_AIOHTTP, BARE_RPC, EMBEDDED, MANY, RABBIT, ROWS, Log
from ndxp.bench.results import Results
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries

SAMPLES: Final = 200
SERVICE: Final = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
CLIENT: Final = "VN/GOV/H29/motcua"
ECHO_BODY: Final = json.dumps({"CongDan": "x" * 586})  # 0.6 kB, about what a citizen's record takes

_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure and where to keep the logs meanwhile."""

    bus: str
    folder: Path
    seconds: float  # of each measurement
    rounds: int = ROUNDS


async def run_bench(plan: Plan, note: Note) -> tuple[Results, list[Log]]:
    """Measure every row and verify the logs; raises StateError if a server does not start."""
    results = Results(rows=ROWS, many=MANY)
    async with _servers(plan) as jobs:
        await measure_rounds(jobs, results, plan.seconds, plan.rounds, note)
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
        bare = [Ask(what="POST /", headers=_JSON, body=ECHO_BODY, expect="CongDan")]
        asks = _exchanges()
        yield {
            BARE_AIOHTTP: {"url": url_in(echo), "asks": bare},
            BARE_RPC: {"url": plan.bus, "queue": queue, "asks": bare},
            EMBEDDED: {"url": url_in(embedded), "asks": asks},
            RABBIT: {"url": url_in(rabbit), "asks": asks},
        }


def _exchanges() -> list[Ask]:
    return [
        Ask(
            what=f"POST /r1/{SERVICE}",
            headers={**_JSON, "X-Road-Client": CLIENT},
            body=json.dumps(person, ensure_ascii=False),
            expect="CongDan",
        )
        for person in Registries().sample("dancu", SAMPLES, 1)
    ]


async def _sweep(bus: str, namespace: str) -> None:
    providers = [provider.id for provider in load_network(DEFAULT_NETWORK).providers()]
    await sweep(bus, namespace, providers)


def _bare(*words: str) -> AbstractAsyncContextManager[str]:
    return speaking(["-m", "ndxp.bench.processes", *words])


def _platform(folder: Path, *words: str) -> AbstractAsyncContextManager[str]:
    return speaking(command("up", "--listen", "127.0.0.1:0", "--state", str(folder), *words))


def _verify(row: str, folder: Path, calls: int) -> Log:
    state = State(folder=folder)
    verdict = verify_log(state.log, documents_of(state.log, state.authority()))
    return Log(
        row=row,
        verdict=verdict.sentence,
        verified=verdict.ok,
        entries=verdict.entries,
        signatures=verdict.signatures,
        exchanges=verdict.exchanges,
        calls=calls,
    )
