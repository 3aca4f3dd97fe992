"""One node that speaks C06, shared by the tests that only send it things."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import CLIENT, SECRET, USER
from tests.platform.speaking import account, grant, speaking


@pytest.fixture(scope="session")
def c06_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("c06")


@pytest.fixture(scope="session")
def c06_port(c06_state: Path, registries: Registries) -> Iterator[int]:
    with speaking(c06_state, registries.wires(), ["c06"]) as ports:
        grant(c06_state, account("c06", USER, SECRET, CLIENT))
        yield ports["c06"]
