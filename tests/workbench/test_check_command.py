"""`ndxp adapter check` over a broker, against adapters that really serve there."""

import asyncio
import json
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from gateway.bus.rabbit import RabbitBus
from gateway.clock import SystemClock
from gateway.faults import Faults
from gateway.following import follow
from gateway.message import SubsystemId
from gateway.state import State
from ndxp.providers import serve_adapters
from ndxp.registries import Registries
from tests.gateway.bus.broker import Backdoor
from tests.workbench.place import SERVICE, Place
from tests.workbench.zoo import forgets_the_request_digest, ignores_expiry

pytestmark = pytest.mark.rabbit

VEHICLES = SubsystemId.parse(SERVICE.rpartition("/")[0])
OURS = ("VN/GOV/G01/dancu", "VN/GOV/G05/dkdn", "VN/GOV/G24/bhxh", "VN/GOV/G13/datdai")
SILENCE_S = 20
COMMAND = (sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the command said."""

    code: int
    out: str
    err: str


Check = Callable[..., Awaitable[Told]]


@pytest.fixture
def namespace() -> str:
    return f"t-{uuid.uuid4()}"


@pytest.fixture
async def bus(amqp_url: str, namespace: str) -> AsyncIterator[RabbitBus]:
    """An adapter's end; afterwards nothing of the namespace is left on the broker."""
    bus = await RabbitBus.connect(amqp_url, namespace)
    yield bus
    await bus.close()
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean([VEHICLES, *map(SubsystemId.parse, OURS)])


@pytest.fixture
def check(amqp_url: str, namespace: str, state: State) -> Check:
    """Run the command as a user would."""

    async def run(subsystem: str, *options: str) -> Told:
        process = await asyncio.create_subprocess_exec(
            *(*COMMAND, "adapter", "check", "--bus", amqp_url, "--namespace", namespace),
            *("--state", str(state.folder), "--schemas", str(state.folder / "schemas")),
            *("--subsystem", subsystem, *options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(SILENCE_S):
            out, err = await process.communicate()
        return Told(code=process.returncode or 0, out=out.decode(), err=err.decode())

    return run


async def test_our_four_adapters_pass(bus: RabbitBus, state: State, check: Check) -> None:
    async with (
        follow(state, SystemClock(), 5) as membership,
        serve_adapters(membership, bus, Registries().wires(), Faults()),
    ):
        told = await asyncio.gather(*(check(each, "--json") for each in OURS))

    assert [(each.code, each.err) for each in told] == [(0, "")] * len(OURS)
    for each in told:
        verdict = json.loads(each.out)
        assert (verdict["ok"], len(verdict["cases"]), verdict["not_run"]) == (True, 12, [])
        assert verdict["cases"][0].keys() == {"name", "ok", "sent", "got", "rule"}


async def test_a_good_adapter_is_said_to_be_good_first(
    bus: RabbitBus, place: Place, check: Check
) -> None:
    await bus.serve(VEHICLES, place.side().handle)

    told = await check(str(VEHICLES))

    assert told.code == 0
    assert told.out.startswith("The adapter of VN/GOV/G04/phuongtien keeps the protocol: 12 of 12")


@pytest.mark.parametrize(
    ("animal", "name"),
    [(forgets_the_request_digest, "pairing"), (ignores_expiry, "expired")],
)
async def test_a_broken_adapter_is_named_with_its_rule(
    bus: RabbitBus,
    place: Place,
    check: Check,
    animal: Callable[[Place], Callable[..., Awaitable[object]]],
    name: str,
) -> None:
    await bus.serve(VEHICLES, animal(place))  # type: ignore[arg-type]

    told = await check(str(VEHICLES))

    assert told.code == 1
    assert told.out.splitlines()[0].endswith(f"in 1 of 12 cases: {name}.")
    assert "rule: docs/protocol.md §4" in told.out


async def test_bodies_of_ones_own_are_asked(bus: RabbitBus, place: Place, check: Check) -> None:
    await bus.serve(VEHICLES, place.side().handle)
    data = {"traCuuPhuongTien": {"found": {"BienSo": "51F99999"}}}

    told = await check(str(VEHICLES), "--data", json.dumps(data), "--json")

    cases = {case["name"]: case["got"] for case in json.loads(told.out)["cases"]}
    assert told.code == 1
    assert cases["good_call"] == "traCuuPhuongTien: 200 not_found instead of 200 ok"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("VN/GOV/G04/phuongtien",), "nobody serves VN/GOV/G04/phuongtien on this broker"),
        (("VN/GOV/G04/khong",), "VN/GOV/G04/khong has no services"),
        (("phuongtien",), "--subsystem: not instance/class/code/subsystem"),
        (("VN/GOV/G04/phuongtien", "--data", '{"a": 1}'), "--data: must read"),
        (("VN/GOV/G04/phuongtien", "--data", "@khong-co.json"), "khong-co.json: No such file"),
    ],
)
async def test_what_cannot_be_tried_exits_with_2_and_says_why(
    bus: RabbitBus, check: Check, options: tuple[str, ...], complaint: str
) -> None:
    told = await check(*options)

    assert told.code == 2
    assert told.out == ""
    assert complaint in told.err
