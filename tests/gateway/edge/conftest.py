"""A platform in one process on a port of its own, shared by the tests that only send it things."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from gateway.config import Limits
from ndxp.registries import Registries
from tests.platform.in_process import platform

Open = Callable[..., int]


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
    for name in registries.by_name:
        registries.faults.switch(name, "slow", on=True, seconds=3)
    with platform(tmp_path_factory.mktemp("slow"), registries) as number:
        yield number


@pytest.fixture(scope="session")
def person(registries: Registries) -> dict[str, object]:
    """A person who exists, as the population lookup takes them."""
    return registries.sample("dancu", 1, 1)[0]


@pytest.fixture
def guarded(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[Open]:
    """Opens a node that asks for this token."""
    with ExitStack() as opened:

        def open_with(token: str) -> int:
            folder = tmp_path_factory.mktemp("guarded")
            return opened.enter_context(platform(folder, registries, token=token))

        yield open_with
