"""A platform in one process on a port of its own, shared by the tests that only send it things."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.authority import DAY_MS
from gateway.clock import SystemClock
from gateway.config import ErrorProfile, Limits
from gateway.faults import Fault, Rule
from gateway.message import SubsystemId
from gateway.state import State
from gateway.tokens import Tokens
from ndxp.registries import Registries
from tests.gateway.edge.disturbing import Disturbed
from tests.gateway.edge.opaque import store
from tests.gateway.edge.origin import PLAIN, Origin, serve
from tests.platform.client import CLIENT
from tests.platform.in_process import platform

Open = Callable[..., int]


class Guarded(NamedTuple):
    """A node, and a good token of the usual client."""

    port: int
    token: str

    @property
    def proof(self) -> tuple[str, str]:
        return "Authorization", f"Bearer {self.token}"


Store = tuple[int, Path]


@pytest.fixture(scope="session")
def registries() -> Registries:
    return Registries()


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[int]:
    with platform(tmp_path_factory.mktemp("edge"), registries) as number:
        yield number


@pytest.fixture(scope="session")
def impatient_port(
    tmp_path_factory: pytest.TempPathFactory, registries: Registries
) -> Iterator[int]:
    """A node that gives a header and a body one second each."""
    limits = Limits(header_deadline_s=1, body_deadline_s=1)
    with platform(tmp_path_factory.mktemp("impatient"), registries, limits) as number:
        yield number


@pytest.fixture(scope="session")
def slow_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A node whose registries take three seconds for an answer."""
    registries = Registries()
    registries.faults.add(Rule(fault=Fault.parse("latency;seconds=3")))
    with platform(tmp_path_factory.mktemp("slow"), registries) as number:
        yield number


@pytest.fixture(scope="session")
def listening() -> Iterator[Origin]:
    with serve() as origin:
        yield origin


@pytest.fixture
def origin(listening: Origin) -> Origin:
    """A provider's HTTP server, as if nobody had called it yet."""
    listening.heard.clear()
    listening.says = PLAIN
    return listening


@pytest.fixture(scope="session")
def store_port(tmp_path_factory: pytest.TempPathFactory, listening: Origin) -> Iterator[int]:
    """A node with an opaque service, behind which the origin listens."""
    url = f"http://127.0.0.1:{listening.port}/goc/"
    with store(tmp_path_factory.mktemp("store"), url) as number:
        yield number


@pytest.fixture
def own_store(tmp_path: Path, listening: Origin) -> Iterator[Store]:
    """The same with a state folder that no other test writes into."""
    with store(tmp_path, f"http://127.0.0.1:{listening.port}/goc") as number:
        yield number, tmp_path


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory, listening: Origin) -> Iterator[Open]:
    """Opens a node with an opaque service that spells errors so."""
    with ExitStack() as nodes:

        def open_with(profile: ErrorProfile) -> int:
            folder, url = (
                tmp_path_factory.mktemp("opened"),
                f"http://127.0.0.1:{listening.port}/goc",
            )
            return nodes.enter_context(store(folder, url, profile=profile))

        yield open_with


@pytest.fixture(scope="session")
def person(registries: Registries) -> dict[str, object]:
    """A person who exists, as the population lookup takes them."""
    return registries.sample("dancu", 1, 1)[0]


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[Guarded]:
    """A node that asks its clients for tokens."""
    folder = tmp_path_factory.mktemp("guarded")
    with platform(folder, registries, auth="token") as number:
        tokens = Tokens(State(folder=folder).tokens)
        client = SubsystemId.parse(CLIENT)
        _, text = tokens.issue(client, [], SystemClock().now_ms(), valid_ms=DAY_MS)
        yield Guarded(number, text)


@pytest.fixture(scope="module")
def disturbed(
    tmp_path_factory: pytest.TempPathFactory, registries: Registries, person: dict[str, object]
) -> Iterator[Disturbed]:
    """A node whose faults a test switches on, and off again."""
    folder = tmp_path_factory.mktemp("disturbed")
    with platform(folder, registries) as port:
        yield Disturbed(port=port, folder=folder, person=person)
