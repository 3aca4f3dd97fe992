"""A network, a log in a folder of its own, and the check that follows every step."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from gateway.ledger.sqlite import SqliteLedger
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator


@pytest.fixture
def network() -> NetworkSimulator:
    return NetworkSimulator()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
async def ledger(log: Path, network: NetworkSimulator) -> AsyncIterator[SqliteLedger]:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.network())
        yield ledger


@pytest.fixture
def check_ledger(log: Path, network: NetworkSimulator) -> Callable[[int], None]:
    """Called with the size that the log must have."""
    return lambda size: check_log(log, network, size)
