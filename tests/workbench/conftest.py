"""A network with the vehicles of examples/ in it, and somebody who may ask their adapter."""

import json
import shutil
from pathlib import Path

import pytest

from gateway.authority import prepare
from gateway.clock import SystemClock
from gateway.granting import grant
from gateway.message import ServiceId
from gateway.network.proposal import load_proposal
from gateway.schema import Catalogue
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK
from ndxp.workbench.bench import Bench, open_bench
from tests.workbench.place import SERVICE, Place

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
FURTHER = {
    "GhiChu": {"type": "string", "format": "text-line", "minLength": 1, "maxLength": 12},
    "SoBan": {"type": "integer", "minimum": 1, "maximum": 9},
    "MucDich": {"enum": ["tra cứu", "đối soát"]},
}
"""What the request may hold too, so that there are edges of every kind."""


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """The state folder of a network with vehicles; their schemas lie in it, with more to ask for."""
    state = State(folder=tmp_path_factory.mktemp("workbench") / "state")
    prepare(state, DEFAULT_NETWORK, "test", SystemClock())
    grant(state, load_proposal(VEHICLES / "proposal.toml"), SystemClock())
    shutil.copytree(VEHICLES / "schemas", state.folder / "schemas")
    service = ServiceId.parse(SERVICE)
    file = state.folder / "schemas" / service.provider.subsystem / service.code / "v1/request.json"
    schema = json.loads(file.read_text("utf-8"))
    schema["properties"] |= FURTHER
    schema["examples"][0] |= {"GhiChu": "thử", "SoBan": 2, "MucDich": "tra cứu"}
    file.write_text(json.dumps(schema), "utf-8")
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
