"""A network in memory for the tests of the gateway."""

from pathlib import Path

import pytest

from gateway.authority import prepare
from gateway.state import State
from tests.gateway.members import SMALL, ManualClock, Members


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def members(clock: ManualClock) -> Members:
    return Members(clock)


@pytest.fixture
def state(tmp_path: Path, clock: ManualClock) -> State:
    """A state folder of the small network, freshly made."""
    state = State(folder=tmp_path / "state")
    prepare(state, SMALL, "test", clock)
    return state
