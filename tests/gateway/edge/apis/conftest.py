"""One node that speaks both, with accounts of one client; shared by tests that only send it things."""

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.config import Limits
from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import CLIENT, KEY, SECRET, MovedClock, Wso2Client
from tests.platform.speaking import Besides, account, grant, speaking

LIFETIME_S = 5  # of a token: less than the ten seconds that clocks may be apart


class Apis(NamedTuple):
    """A node, its state, and the clock of its listeners."""

    ports: Mapping[str, int]
    folder: Path
    clock: MovedClock


@pytest.fixture(scope="session")
def apis(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[Apis]:
    folder, clock = tmp_path_factory.mktemp("apis"), MovedClock()
    besides = Besides(limits=Limits(token_lifetime_s=LIFETIME_S), clock=clock)
    with speaking(folder, registries.wires(), ["wso2", "lgsp"], besides) as ports:
        grant(folder, account("wso2", KEY, SECRET, CLIENT))
        yield Apis(ports, folder, clock)


@pytest.fixture
def clock(apis: Apis) -> Iterator[MovedClock]:
    yield apis.clock
    apis.clock.ahead_ms = 0


@pytest.fixture
def client(apis: Apis) -> Iterator[Wso2Client]:
    """With an account that nobody has used yet."""
    key = f"k{uuid.uuid4()}"
    grant(apis.folder, account("wso2", key, SECRET, CLIENT))
    one = Wso2Client(apis.ports["wso2"], key)
    yield one
    one.close()


@pytest.fixture(scope="session")
def code(registries: Registries) -> str:
    """Of an enterprise that there is."""
    (sample,) = registries.sample("dkdn", 1, 1, "chiTietDoanhNghiep")
    return str(sample["MaSoDoanhNghiep"])
