"""One such place for each test."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.edge.monitoring import Monitoring
from gateway.health import Health
from gateway.ledger.sqlite import SqliteLedger
from gateway.message import SubsystemId
from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from tests.gateway.edge.monitoring.place import WATCHER, Place
from tests.gateway.ledger.simulator import START_MS, NetworkSimulator


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    simulator = NetworkSimulator()
    log = tmp_path / "log.db"
    network = replace(load_network(DEFAULT_NETWORK), monitoring=SubsystemId.parse(WATCHER))
    assert network.owner == "VN/GOV/G14"
    async with SqliteLedger.open(log, simulator.log_key, "test/log", simulator.clock) as ledger:
        await ledger.append(simulator.network())
        health = Health(START_MS)
        monitoring = Monitoring(log, simulator.clock, health)
        yield Place(ledger, simulator, monitoring, network, health)
