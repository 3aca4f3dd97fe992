"""A finished log of a few exchanges, which a test may damage."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gateway.ledger.sqlite import SqliteLedger
from ndxp.audit.verify import Verdict, verify_log
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

SIZE = 12


@pytest.fixture
def network() -> NetworkSimulator:
    return NetworkSimulator()


@pytest.fixture
async def log(tmp_path: Path, network: NetworkSimulator) -> Path:
    """Twelve entries: the network, four answered, one failed with a late answer."""
    path = tmp_path / "log.db"
    async with SqliteLedger.open(path, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.network())
        for outcome in ("ok", "ok", "not_found", "ok"):
            network.clock.ms += 1000
            request = network.request()
            await ledger.append(request)
            await ledger.append(network.response(request, {"outcome": outcome}))
            await ledger.checkpoint()
        request = network.request()
        await ledger.append(request)
        await ledger.append(network.failure(request))
        await ledger.append(network.response(request, kind="late"))
    check_log(path, network, SIZE)
    return path


@pytest.fixture
def change(log: Path) -> Callable[..., None]:
    """Run statements on the closed log as somebody with access to the file would."""

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(log)) as db, db:
            for statement in statements:
                db.execute(statement)

    return run


@pytest.fixture
def verify(log: Path, network: NetworkSimulator) -> Callable[[], Verdict]:
    return lambda: verify_log(log, network.open_network)
