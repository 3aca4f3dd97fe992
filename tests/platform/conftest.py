"""A country to ask about, and a namespace of one's own on a broker that others use too."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import aio_pika
import pytest

from gateway.bus.rabbit.topology import Topology
from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries
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
    topology = Topology(namespace=name)
    queues = [topology.queue(p.id) for p in load_network(DEFAULT_NETWORK).providers()]
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        for queue in (*queues, topology.dead):
            await channel.queue_delete(queue)
        await channel.exchange_delete(topology.requests)


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
