"""A network in memory for the tests of the gateway."""

import pytest

from tests.gateway.members import ManualClock, Members


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def members(clock: ManualClock) -> Members:
    return Members(clock)
