"""One node that speaks the adapter form, with a provider without schema, shared by the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.http import HttpAdapter
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries
from tests.gateway.edge.opaque import NETWORK, PROVIDER
from tests.gateway.edge.origin import Origin
from tests.platform.speaking import Besides, speaking


@pytest.fixture(scope="session")
def vdxp_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vdxp")


@pytest.fixture(scope="session")
def vdxp_port(vdxp_state: Path, registries: Registries, listening: Origin) -> Iterator[int]:
    network = vdxp_state / "network.toml"
    network.write_text(DEFAULT_NETWORK.read_text("utf-8") + NETWORK, "utf-8")
    forwarder = HttpAdapter(PROVIDER, {"tep": f"http://127.0.0.1:{listening.port}/goc/"})
    besides = Besides(network=network, adapter=forwarder)
    with speaking(vdxp_state, registries.wires(), ["vdxp"], besides) as ports:
        yield ports["vdxp"]
