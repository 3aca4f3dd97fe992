"""`ndxp demo`: the whole platform in one process, and what it does with calls good and bad.

Every outcome is provoked for real: the calls go over HTTP, and two of them ask for a fault, of a registry
and of an adapter. If the platform answered any of them otherwise, `ok` is false.
"""

import argparse
import asyncio
import json
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import aiohttp
from yarl import URL

from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.errors import StateError
from gateway.faults import HEADER
from gateway.ledger.lock import writer_lock
from gateway.state import State
from gateway.telemetry import configure_logging
from ndxp.audit.authority import documents_of
from ndxp.audit.query import show_exchange
from ndxp.audit.report import load_targets, report_log
from ndxp.audit.verify import Verdict, verify_log
from ndxp.cli import options
from ndxp.cli.demo_cases import Case, cases
from ndxp.cli.output import say, say_json, table
from ndxp.compose import (
    open_bus,
    open_edge,
    open_node,
    prepare_state,
)
from ndxp.providers import serve_adapters
from ndxp.registries import Registries

_OUTCOMES = {
    "access_denied": "denied",
    "schema_violation": "invalid",
    "service_failed": "provider_error",
    "invalid_signature_value": "bad_signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of a case."""

    name: str
    client: str
    service: str
    outcome: str
    status: int
    code: str
    id: str
    ms: float
    message: str  # what the caller was told, empty for a good answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running platform, and whom to ask about."""

    url: str
    registries: Registries


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_bus(parser)
    options.add_state(parser)
    options.add_network(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run every case; exit code 1 if one went otherwise than it must."""
    configure_logging("critical")
    state = State(folder=options.state(arguments).folder / "demo")
    _clear(state)
    prepare_state(state, arguments.network)
    if not arguments.json:
        say(_bus_line(arguments.bus))
    played, seen, missing = asyncio.run(_play(arguments.bus, state))
    verdict = verify_log(state.log, documents_of(state.log, state.authority()))
    wrong = what_went_wrong(played, seen, verdict)
    wrong += [f"{exchange} is not in the log" for exchange in missing]
    _tell(arguments, state, seen, verdict, wrong)
    return 1 if wrong else 0


def _clear(state: State) -> None:
    """Delete what an earlier demo left, and nothing else; raises StateError naming the folder."""
    folder = state.folder
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not state.authority_certificate.exists()):
        raise StateError(f"{folder} is not an earlier demo's; move it, or choose another --state")
    with writer_lock(state.log):
        shutil.rmtree(folder)


def what_went_wrong(played: Sequence[Case], seen: Sequence[Seen], verdict: Verdict) -> list[str]:
    """Every call that ended otherwise than it had to, and the log if it does not verify."""
    wrong = [
        f"{case.name}: expected {case.expected}, got {one.outcome}"
        for case, one in zip(played, seen, strict=True)
        if case.expected != one.outcome
    ]
    return wrong if verdict.ok else [*wrong, verdict.sentence]


async def _play(bus_url: str | None, state: State) -> tuple[list[Case], list[Seen], list[str]]:
    async with _stage(bus_url, state) as stage:
        played = list(cases(stage.registries))
        async with aiohttp.ClientSession() as session:
            seen = [await _call(case, stage.url, session) for case in played]
    return played, seen, _not_logged(state, seen)


@asynccontextmanager
async def _stage(bus_url: str | None, state: State) -> AsyncIterator[Stage]:
    registries, limits = Registries(), Limits()
    # A namespace of its own: adapters that already serve this broker must not answer for the demo.
    async with (
        open_bus(bus_url, f"ndxp-demo-{secrets.token_hex(4)}", temporary=True) as bus,
        open_node(state, bus, limits) as node,
        serve_adapters(node.membership, bus, registries.wires(), obeys_faults=True),
        open_edge(node, limits, Listen(host="127.0.0.1", port=0)) as edge,
    ):
        yield Stage(url=f"http://127.0.0.1:{edge.port}", registries=registries)


async def _call(case: Case, url: str, session: aiohttp.ClientSession) -> Seen:
    started = time.perf_counter()
    headers = {"X-Road-Client": case.client} | ({HEADER: case.fault} if case.fault else {})
    async with session.post(
        f"{url}/r1/{case.service}", json=case.body, headers=headers
    ) as response:
        answer = json.loads(await response.read())
    elapsed_ms = (time.perf_counter() - started) * 1000
    good = response.status == 200
    code = "" if good else answer["type"].rpartition(".")[2]
    return Seen(
        name=case.name,
        client=case.client,
        service=case.service,
        outcome=_found(case, answer) if good else _OUTCOMES.get(code, code),
        status=response.status,
        code=code,
        id=response.headers["X-Road-Request-Id"] if good else answer["detail"],
        ms=round(elapsed_ms, 1),
        message="" if good else answer["message"],
    )


def _found(case: Case, answer: dict[str, object]) -> str:
    """Whether a good answer is about the record that was asked for."""
    if answer in ({}, {"KetQua": False}):
        return "not_found"
    asked = str(next(iter(case.body.values())))
    about_it = case.any_record or answer == {"KetQua": True} or _holds(answer, asked)
    return "ok" if about_it else "another_record"


def _holds(answer: dict[str, object], asked: str) -> bool:
    return asked.casefold() in json.dumps(answer, ensure_ascii=False).casefold()


def _not_logged(state: State, seen: Sequence[Seen]) -> list[str]:
    return [one.id for one in seen if not show_exchange(state.log, one.id)]


def _tell(
    arguments: argparse.Namespace,
    state: State,
    seen: Sequence[Seen],
    verdict: Verdict,
    wrong: Sequence[str],
) -> None:
    transactions = report_log(state.log).transactions
    target = load_targets().minimum
    if arguments.json:
        volume = {
            "exchanges": transactions,
            "target": target,
            "share": transactions / target,
        }
        say_json(
            {
                "exchanges": [asdict(one) for one in seen],
                "log": {"entries": verdict.entries, "verified": verdict.ok},
                "volume": volume,
                "ok": not wrong,
            }
        )
        return
    _print_table(seen)
    say()
    say(verdict.sentence)
    say(f"{transactions} transactions of {target:,} ({transactions / target:.7%} of the target):")
    say(f"  {load_targets().figures[0].wording}")
    say()
    say("Every call went as it must." if not wrong else "NOT as it must be: " + "; ".join(wrong))
    up = "ndxp up" + options.state_words(options.state(arguments))
    up += options.network_words(arguments.network)
    say(f"Look closer: ndxp audit list{options.state_words(state)}")
    say(f"Go on:       {up}        (then, beside it: ndxp call dancu)")


def _print_table(seen: Sequence[Seen]) -> None:
    rows = [
        (one.name, one.service.rpartition("/")[2], one.outcome, one.status, one.code or "-", one.ms)
        for one in seen
    ]
    table(("call", "service", "outcome", "HTTP", "code", "ms"), rows)
    say()
    for one in seen:
        if one.message:
            say(f"{one.code}: {one.message}")


def _bus_line(url: str | None) -> str:
    if url is None:
        return "Bus: in this process, no broker (the same code runs over RabbitMQ with --bus URL)"
    place = URL(url)  # without the password
    return f"Bus: RabbitMQ at {place.host}:{place.port or 5672}"
