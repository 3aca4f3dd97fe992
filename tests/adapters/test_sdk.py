"""What the SDK needs before an adapter may serve, and what it says when something is missing."""

import asyncio
import contextlib
import shutil
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters import sdk
from adapters.base import Answer, Call, OpaqueAnswer, OpaqueCall
from adapters.provider import ProviderSide
from examples.vehicles.adapter import Vehicles
from gateway.authority import prepare
from gateway.bus.local import LocalBus
from gateway.bus.rabbit import RabbitBus
from gateway.clock import SystemClock
from gateway.errors import ConfigurationError, StateError
from gateway.following import Membership
from gateway.granting import grant
from gateway.message import SubsystemId
from gateway.network.proposal import load_proposal
from gateway.refresh import DirectorySource
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK
from tests.gateway.bus.broker import Backdoor

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
SCHEMAS = VEHICLES / "schemas"
PROVIDER = SubsystemId.parse(Vehicles.subsystem)
NOWHERE = "amqp://guest:guest@127.0.0.1:1/"


class Elsewhere:
    """An adapter that no network document knows."""

    async def answer(self, call: Call) -> Answer:
        return Answer(body={}, found=False)

    def __init__(self, subsystem: str) -> None:
        self.subsystem = subsystem


class Forwarding:
    """An adapter for services without a schema, which holds something open."""

    subsystem = Vehicles.subsystem
    closed = 0

    async def close(self) -> None:
        self.closed += 1

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        return OpaqueAnswer(status=204, headers=(), body=b"")


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A state folder with nothing but what an adapter of the vehicles may need."""
    whole = granted(tmp_path / "whole", VEHICLES / "proposal.toml")
    state = State(folder=tmp_path / "part")
    state.key_file(PROVIDER.member).parent.mkdir(parents=True)
    for file in (
        whole.authority_certificate,
        whole.network_document,
        whole.key_file(PROVIDER.member),
        whole.certificate_file(PROVIDER.member),
    ):
        shutil.copy(file, state.folder / file.relative_to(whole.folder))
    return state


@pytest.fixture
async def namespace(amqp_url: str) -> AsyncIterator[str]:
    namespace = f"t-{uuid.uuid4()}"
    yield namespace
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean([PROVIDER])


def granted(folder: Path, proposal: Path) -> State:
    """A state folder of the small network and what is proposed."""
    state = State(folder=folder)
    prepare(state, DEFAULT_NETWORK, "test", SystemClock())
    grant(state, load_proposal(proposal), SystemClock())
    return state


def joined(state: State) -> Membership:
    """A process that uses this folder."""
    return Membership(state=state, source=DirectorySource(state.directory(), SystemClock()))


async def until(bus: RabbitBus, *, present: bool) -> None:
    async with asyncio.timeout(10):
        while True:
            if await bus.present(PROVIDER) == present:
                return
            await asyncio.sleep(0.05)


def test_its_own_members_key_is_all_that_it_reads(state: State) -> None:
    assert isinstance(sdk.provider_side(Vehicles(), joined(state), SCHEMAS), ProviderSide)


@pytest.mark.parametrize(
    ("subsystem", "complaint"),
    [
        ("VN/GOV/G04/khong", "VN/GOV/G04/khong does not stand in it"),
        ("VN/GOV/H29/motcua", "VN/GOV/H29/motcua has no services in it"),
        ("phuongtien", "phuongtien: not instance/class/code/subsystem"),
    ],
)
def test_an_adapter_that_the_network_gives_nothing_is_told(
    state: State, subsystem: str, complaint: str
) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        sdk.provider_side(Elsewhere(subsystem), joined(state), SCHEMAS)


def test_an_adapter_that_cannot_answer_its_services_is_told(state: State) -> None:
    with pytest.raises(ConfigurationError, match="no method `answer`"):
        sdk.provider_side(Forwarding(), joined(state), SCHEMAS)


def test_an_adapter_of_an_opaque_service_has_to_forward_and_needs_no_schema(
    tmp_path: Path,
) -> None:
    text = (VEHICLES / "proposal.toml").read_text("utf-8")
    proposal, opaque = tmp_path / "proposal.toml", 'opaque = ["traCuuPhuongTien"]'
    declared = 'services = ["traCuuPhuongTien"]'
    proposal.write_text(text.replace(declared, f"{declared}\n{opaque}"), "utf-8")
    state = granted(tmp_path / "state", proposal)

    assert isinstance(sdk.provider_side(Forwarding(), joined(state), tmp_path), ProviderSide)
    with pytest.raises(ConfigurationError, match="no method `forward`"):
        sdk.provider_side(Vehicles(), joined(state), tmp_path)


def test_a_missing_schema_is_named(state: State, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"traCuuPhuongTien: request\.json"):
        sdk.provider_side(Vehicles(), joined(state), tmp_path)


def test_a_missing_key_is_named(state: State) -> None:
    state.key_file(PROVIDER.member).unlink()

    with pytest.raises(StateError, match=r"VN\.GOV\.G04\.key is not in the state folder"):
        sdk.provider_side(Vehicles(), joined(state), SCHEMAS)


def test_started_without_a_state_folder_it_exits_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, str(VEHICLES / "adapter.py"), "--bus", NOWHERE]

    done = subprocess.run(
        [*command, "--state", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "Start `ndxp up` there once" in done.stderr


def test_the_schemas_lie_beside_the_adapter(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        sdk.main(Vehicles(), ["--help"])

    assert ended.value.code == 0
    assert "`schemas` beside the adapter" in " ".join(capsys.readouterr().out.split())


@pytest.mark.rabbit
async def test_it_serves_until_it_is_cancelled(
    state: State, amqp_url: str, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bus = await RabbitBus.connect(amqp_url, namespace)
    serving = asyncio.create_task(
        sdk.run(Vehicles(), bus_url=amqp_url, state=state, schemas=SCHEMAS, namespace=namespace)
    )
    await until(bus, present=True)

    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving

    await until(bus, present=False)
    await bus.close()
    assert "VN/GOV/G04/phuongtien is served on the bus" in capsys.readouterr().out


async def test_an_adapter_that_holds_something_open_is_closed_when_it_answers_no_more(
    tmp_path: Path,
) -> None:
    text = (VEHICLES / "proposal.toml").read_text("utf-8")
    proposal = tmp_path / "proposal.toml"
    proposal.write_text(
        text.replace("[[right]]", 'opaque = ["traCuuPhuongTien"]\n[[right]]'), "utf-8"
    )
    membership, bus, adapter = (
        joined(granted(tmp_path / "state", proposal)),
        LocalBus(),
        Forwarding(),
    )

    async with sdk.serve(adapter, bus, membership):
        served = await bus.present(PROVIDER), adapter.closed

    assert served == (True, 0)
    assert (await bus.present(PROVIDER), adapter.closed) == (False, 1)
    await bus.close()
