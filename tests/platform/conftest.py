"""A country to ask about, and a namespace of one's own on a broker that others use too."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries
from tests.gateway.bus.broker import Backdoor
from tests.platform.two_nodes import Place, TwoNodes


@pytest.fixture
def registries() -> Registries:
    """With faults of its own to switch."""
    return Registries()


@pytest.fixture
async def namespace(amqp_url: str) -> AsyncIterator[str]:
    """What was declared under it on ``amqp_url`` is gone after the test."""
    name = f"t-{uuid.uuid4()}"
    yield name
    async with Backdoor.open(amqp_url, name) as backdoor:
        await backdoor.clean([each.id for each in load_network(DEFAULT_NETWORK).providers()])


@pytest.fixture
def nodes(tmp_path: Path, registries: Registries) -> TwoNodes:
    made = TwoNodes(tmp_path, registries)
    made.make()
    return made


@pytest.fixture
async def ndxp(nodes: TwoNodes) -> AsyncIterator[Place]:
    async with nodes.ndxp() as place:
        yield place


@pytest.fixture
async def lgsp(nodes: TwoNodes, ndxp: Place) -> AsyncIterator[Place]:
    async with nodes.lgsp() as place:
        yield place
