"""The registries at full scale, beside servers that give one canned answer of the same size."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ndxp.bench import peers
from ndxp.bench.children import (
    ROUNDS,
    Ask,
    Job,
    Note,
    command,
    drive,
    measure_rounds,
    speaking,
    url_in,
)
from ndxp.bench.questions import questions
from ndxp.bench.registry_report import (
    CANNED,
    KEPT_ALIVE,
    MANY,
    MOUNTEBANK,
    PRISM,
    REGISTRIES,
    rows,
)
from ndxp.bench.results import Results
from ndxp.registries import Registries

RECORDS: Final = 1000  # different ones, of each registry
_MARKER = '"DataCount":1'  # of the business registry's answer, the same in every spelling of it


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistriesPlan:
    """What to measure; without `peers`, the folder of Prism and Mountebank, without them."""

    folder: Path  # for files that the servers read or leave
    seconds: float  # of each measurement
    peers: Path | None = None
    rounds: int = ROUNDS


async def run_registries(plan: RegistriesPlan, note: Note) -> Results:
    """Measure every row; raises StateError if a server does not start."""
    results = Results(rows=rows(with_peers=plan.peers is not None), many=MANY)
    async with _servers(plan) as jobs:
        for row, text in results.rows.items():
            note(f"warming up: {text}")  # compilers at run time need thousands of calls
            await drive(jobs[row], MANY, plan.seconds)
        await measure_rounds(jobs, results, plan.seconds, plan.rounds, note)
    return results


@asynccontextmanager
async def _servers(plan: RegistriesPlan) -> AsyncIterator[Mapping[str, Job]]:
    """Every row's own process; idle they cost nothing."""
    country = Registries()
    jobs: dict[str, Job] = {}
    async with AsyncExitStack() as stack:
        for registry in REGISTRIES:
            serve = command("registries", "--listen", "127.0.0.1:0")
            url = url_in(await stack.enter_async_context(speaking(serve)))
            jobs[registry] = {"url": url, "asks": await questions(country, registry, RECORDS)}
        answer = _typical(jobs["dkdn"]["asks"])
        for row, url in (await _canned(stack, plan, answer)).items():
            ask = Ask(what=f"GET {peers.PATH}", headers={}, body="", expect=_MARKER)
            jobs[row] = {"url": url, "asks": [ask]}
        yield jobs


async def _canned(stack: AsyncExitStack, plan: RegistriesPlan, answer: str) -> dict[str, str]:
    """Start the servers of one answer; gives their URLs."""
    file = plan.folder / "answer.json"
    file.write_text(answer, "utf-8")
    serve = ["-m", "ndxp.bench.processes", "canned", str(file)]
    urls = {row: url_in(await stack.enter_async_context(speaking(serve))) for row in CANNED}
    if plan.peers is not None:
        what = (plan.peers, plan.folder, answer)
        urls[PRISM] = await stack.enter_async_context(peers.prism(*what))
        both = await stack.enter_async_context(peers.mountebank(*what))
        urls[MOUNTEBANK], urls[KEPT_ALIVE] = both
    return urls


def _typical(asks: list[Ask]) -> str:
    """The answer of median length."""
    return sorted((ask["expect"] for ask in asks), key=len)[len(asks) // 2]
