"""`ndxp adapter check` as a user runs it, against `ndxp up --bus` and against an adapter outside."""

import asyncio
import contextlib
import io
import json
import os
import pty
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.bus import Handler
from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.probe import RabbitProbe
from gateway.clock import SystemClock
from gateway.message import SubsystemId
from gateway.state import State
from ndxp.cli import main
from ndxp.compose import SCHEMAS
from ndxp.registries import Registries
from ndxp.workbench.bench import Bench, Bodies, open_bench
from ndxp.workbench.cases import CASES
from tests.gateway.bus.broker import Backdoor
from tests.platform.processes import Up
from tests.workbench.over_rabbit import checked
from tests.workbench.place import SERVICE, Place
from tests.workbench.zoo import TIMED
from tests.workbench.zoo_seals import forgets_the_request_digest

pytestmark = pytest.mark.rabbit

VEHICLES = SubsystemId.parse(SERVICE.rpartition("/")[0])
OURS = {
    "dancu": "VN/GOV/G01/dancu",
    "dkdn": "VN/GOV/G05/dkdn",
    "bhxh": "VN/GOV/G24/bhxh",
    "datdai": "VN/GOV/G13/datdai",
}
SAME = TIMED | {"large_body", "large_value", "batch_of_128", "malformed_batch", "dead_letters"}
LEAST = 15  # cases that run against `ndxp up --bus`
SILENCE_S = 30
COMMAND = (sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the command said."""

    code: int
    out: str
    err: str


Run = Callable[..., Awaitable[Told]]


def new_namespace() -> str:
    return f"t-{uuid.uuid4()}"


async def clean(amqp_url: str, namespace: str, providers: Sequence[str]) -> None:
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean([SubsystemId.parse(each) for each in providers])


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A running `ndxp up --bus`."""

    state: State
    namespace: str


@pytest.fixture(scope="module")
def platform(amqp_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    namespace, folder = new_namespace(), tmp_path_factory.mktemp("up")
    with Up(folder, "--bus", amqp_url, "--namespace", namespace) as up:
        yield Platform(state=State(folder=up.state), namespace=namespace)
    asyncio.run(clean(amqp_url, namespace, list(OURS.values())))


@pytest.fixture(scope="module")
def registries() -> Registries:
    return Registries()


def bench_of(platform: Platform, registries: Registries, registry: str) -> Bench:
    provider = SubsystemId.parse(OURS[registry])
    services = platform.state.directory().network.subsystems[provider].described
    bodies = {
        service.code: Bodies(
            found=registries.sample(registry, 1, 1, service.code)[0],
            unknown=registries.unknown(service.code),
        )
        for service in services
    }
    return open_bench(platform.state, provider, [SCHEMAS], bodies, SystemClock())


@pytest.fixture
async def outside(amqp_url: str) -> AsyncIterator[tuple[RabbitBus, str]]:
    """An adapter's end of the bus under a namespace of its own; afterwards nothing is left."""
    namespace = new_namespace()
    bus = await RabbitBus.connect(amqp_url, namespace)
    yield bus, namespace
    await bus.close()
    await clean(amqp_url, namespace, [str(VEHICLES)])


async def run(amqp_url: str, namespace: str, state: State, *options: str) -> Told:
    """The command, its output in a file; in a thread, for it has a loop of its own."""
    words = ["adapter", "check", "--bus", amqp_url, "--namespace", namespace]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        async with asyncio.timeout(SILENCE_S):
            code = await asyncio.to_thread(main, [*words, "--state", str(state.folder), *options])
    return Told(code=code, out=out.getvalue(), err=err.getvalue())


@pytest.fixture
async def vehicles(outside: tuple[RabbitBus, str], amqp_url: str, state: State) -> Run:
    """Check an adapter of vehicles with a handler."""
    bus, namespace = outside

    async def check(handler: Handler | None, *options: str) -> Told:
        if handler is not None:
            await bus.serve(VEHICLES, handler)
        folder = ("--schemas", str(state.folder / "schemas"))
        if "--subsystem" not in options:
            options = ("--subsystem", str(VEHICLES), *options)
        return await run(amqp_url, namespace, state, *folder, *options)

    return check


@pytest.fixture
async def probe(platform: Platform, amqp_url: str) -> AsyncIterator[RabbitProbe]:
    probe = await RabbitProbe.connect(amqp_url, platform.namespace)
    yield probe
    await probe.close()


async def test_our_adapter_of_the_population_passes_every_case(
    platform: Platform, registries: Registries, probe: RabbitProbe
) -> None:
    report = await checked(bench_of(platform, registries, "dancu"), probe)

    assert {case.name: case.got for case in report.broken} == {}
    assert [each.name for each in report.not_run] == ["restart"]
    assert len(report.cases) == len(CASES) - 1 >= LEAST


async def test_our_other_adapters_pass_all_but_what_is_the_same_for_each(
    platform: Platform, registries: Registries, probe: RabbitProbe
) -> None:
    others = [bench_of(platform, registries, each) for each in OURS if each != "dancu"]

    reports = await asyncio.gather(*(checked(each, probe, without=SAME) for each in others))

    for report in reports:
        assert {case.name: case.got for case in report.broken} == {}
        assert len(report.cases) == len(CASES) - len(SAME) >= LEAST


async def test_the_command_writes_for_people_programs_and_build_servers(
    platform: Platform, amqp_url: str, tmp_path: Path
) -> None:
    page, xml = tmp_path / "check.html", tmp_path / "check.xml"

    told = await run(
        *(amqp_url, platform.namespace, platform.state, "--subsystem", OURS["dancu"], "--json"),
        *("--only", "pairing", "--only", "restart", "--restart", "exit 3", "--seed", "7"),
        *("--html", str(page), "--junit", str(xml)),
    )

    verdict = json.loads(told.out)
    assert (told.code, told.err) == (0, "")
    assert [case["name"] for case in verdict["cases"]] == ["good_call", "pairing"]
    assert verdict["cases"][0].keys() == {"name", "ok", "sent", "got", "rule"}
    assert (verdict["ok"], verdict["seed"], verdict["subsystem"]) == (True, 7, OURS["dancu"])
    assert verdict["not_run"] == [
        {"name": "restart", "why": "the command of --restart ended with 3"}
    ]
    assert 'id="pairing"' in page.read_text("utf-8")
    assert 'name="pairing"' in xml.read_text("utf-8")


async def test_a_broken_adapter_is_named_first_and_then_with_its_rule(
    vehicles: Run, place: Place
) -> None:
    told = await vehicles(forgets_the_request_digest(place).handle, "--only", "pairing")

    assert told.code == 1
    assert told.out.splitlines()[0] == (
        "The adapter of VN/GOV/G04/phuongtien breaks the protocol in 1 of 2 cases: pairing."
    )
    assert "  got:  200 ok, but these do not belong: requestDigest" in told.out
    assert "  rule: docs/protocol.md §4: every answer repeats" in told.out


async def test_progress_is_shown_on_a_terminal_and_bodies_of_ones_own_are_asked(
    outside: tuple[RabbitBus, str], place: Place, state: State, amqp_url: str
) -> None:
    bus, namespace = outside
    await bus.serve(VEHICLES, place.side().handle)
    data = {"traCuuPhuongTien": {"found": {"BienSo": "51F99999"}}}
    master, terminal = pty.openpty()

    process = await asyncio.create_subprocess_exec(
        *(*COMMAND, "adapter", "check", "--bus", amqp_url, "--namespace", namespace),
        *("--state", str(state.folder), "--subsystem", str(VEHICLES)),
        *("--only", "pairing", "--json", "--data", json.dumps(data)),
        stdout=asyncio.subprocess.PIPE,
        stderr=terminal,
    )
    out, _ = await process.communicate()

    os.close(terminal)
    shown = os.read(master, 10_000).decode()
    os.close(master)
    cases = {case["name"]: case["got"] for case in json.loads(out)["cases"]}
    assert cases["good_call"] == "traCuuPhuongTien: 200 not_found instead of 200 ok"
    assert "1 of 2 cases, good_call" in shown


USAGE = {
    ("--subsystem", "VN/GOV/G04/phuongtien"): "nobody serves VN/GOV/G04/phuongtien on this broker",
    ("--data", '{"a": 1}'): "--data: must read",
    ("--data", "@khong-co.json"): "khong-co.json: No such file",
}


async def test_what_cannot_be_tried_exits_with_2_and_says_why(vehicles: Run) -> None:
    told = [await vehicles(None, *options) for options in USAGE]

    for each, complaint in zip(told, USAGE.values(), strict=True):
        assert (each.code, each.out) == (2, "")
        assert complaint in each.err
