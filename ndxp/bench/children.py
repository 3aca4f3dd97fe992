"""Servers and clients of the bench, each in a process of its own that ends with the bench."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypedDict

from gateway.errors import StateError
from ndxp.bench.closed_loop import Measured
from ndxp.bench.results import ONE, Results

ROUNDS: Final = 3
WARM_UP_S: Final = 0.5  # of every measurement; processes and connections are new to each other
PATIENCE_S: Final = 30
_URL = re.compile(r"http://127\.0\.0\.1:[0-9]+")

Job = dict[str, Any]
"""What the client is to do: `url`, `asks` and, of a broker, `queue`."""
Note = Callable[[str], None]


class Ask(TypedDict):
    """One HTTP request and what its answer must hold."""

    what: str  # method and path
    headers: dict[str, str]
    body: str
    expect: str


async def measure_rounds(
    jobs: Mapping[str, Job], results: Results, seconds: float, rounds: int, note: Note
) -> None:
    """Round after round each row for a moment; raises StateError if a client fails."""
    for number in range(rounds):
        for row, text in results.rows.items():
            for in_flight in (results.many, ONE):
                note(f"round {number + 1} of {rounds}: {text}, {in_flight} in flight")
                results.add(row, in_flight, await drive(jobs[row], in_flight, seconds))


@asynccontextmanager
async def speaking(words: Sequence[str]) -> AsyncIterator[str]:
    """A Python server and the first line it says; raises StateError if it says none."""
    async with running([sys.executable, *words], asyncio.subprocess.PIPE) as process:
        yield await _first_line(process)


def command(*words: str) -> list[str]:
    """What makes Python run `ndxp` with these words."""
    return ["-c", "from ndxp.cli import main; raise SystemExit(main())", *words]


def url_in(welcome: str) -> str:
    """Where a server listens, from what it says when it is ready; raises StateError."""
    found = _URL.search(welcome)
    if found is None:
        raise StateError(f"a server of the bench did not say where it listens: {welcome.strip()}")
    return found[0]


@asynccontextmanager
async def running(
    words: Sequence[str], output: int, folder: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is ended with its input, or by SIGTERM; `folder` is where it works."""
    process = await asyncio.create_subprocess_exec(
        *words, stdin=asyncio.subprocess.PIPE, stdout=output, cwd=folder
    )
    try:
        yield process
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


async def drive(job: Job, in_flight: int, seconds: float) -> Measured:
    """One measurement, by a client in a process of its own."""
    work = job | {"in_flight": in_flight, "seconds": seconds, "warm_up_s": WARM_UP_S}
    client = [sys.executable, "-m", "ndxp.bench.processes", "drive"]
    async with (
        asyncio.timeout(seconds + WARM_UP_S + PATIENCE_S),
        running(client, asyncio.subprocess.PIPE) as process,
    ):
        output, _ = await process.communicate(json.dumps(work).encode())
    if process.returncode:
        raise StateError("the client of the bench failed; its reason stands above")
    return Measured(**json.loads(output))
