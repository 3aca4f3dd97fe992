"""A network with the vehicles of examples/ in it, and somebody who may ask their adapter."""

import shutil
from pathlib import Path

import pytest

from gateway.authority import prepare
from gateway.clock import SystemClock
from gateway.message import ServiceId
from gateway.schema import Catalogue
from gateway.state import State
from ndxp.workbench.bench import Bench, open_bench
from tests.workbench.place import SERVICE, Place

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """The state folder of a network with vehicles; their schemas lie in it for the zoo."""
    state = State(folder=tmp_path_factory.mktemp("workbench") / "state")
    prepare(state, VEHICLES / "network.toml", "test", SystemClock())
    shutil.copytree(VEHICLES / "schemas", state.folder / "schemas")
    return state


@pytest.fixture(scope="session")
def place(state: State) -> Place:
    return Place(
        state=state,
        directory=state.directory(),
        catalogue=Catalogue.load(state.folder / "schemas", [ServiceId.parse(SERVICE)]),
    )


@pytest.fixture(scope="session")
def bench(state: State) -> Bench:
    subsystem = ServiceId.parse(SERVICE).provider
    return open_bench(state, subsystem, [state.folder / "schemas"], {}, SystemClock())
