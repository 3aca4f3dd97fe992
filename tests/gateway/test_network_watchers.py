"""Who may see the traffic of others: the network file names them, or nobody may."""

from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.network import load_document, read_network
from ndxp.compose import DEFAULT_NETWORK


def small(**changed: object) -> dict[str, Any]:
    document = load_document(DEFAULT_NETWORK)
    del document["owner"]
    return {**document, **changed}


def test_a_network_without_them_is_seen_by_parties_only() -> None:
    network = read_network("test", small())

    assert (network.owner, network.monitoring) == ("", None)


def test_owner_is_a_member_and_monitoring_a_subsystem() -> None:
    network = read_network("test", small(owner="VN/GOV/G14", monitoring="VN/GOV/H29/motcua"))

    assert network.owner == "VN/GOV/G14"
    assert str(network.monitoring) == "VN/GOV/H29/motcua"


@pytest.mark.parametrize("key", ["owner", "monitoring"])
@pytest.mark.parametrize("value", ["VN/GOV/G99", "VN/GOV/G14/khac", "", 7, ["VN/GOV/G14"]])
def test_a_name_that_is_nobodys_is_a_fault(key: str, value: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_network("test", small(**{key: value}))

    assert all(fault.startswith(f"{key}: ") for fault in caught.value.faults)


def test_a_subsystem_is_no_owner_and_a_member_no_monitoring_client() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_network("test", small(owner="VN/GOV/G14/lgsp", monitoring="VN/GOV/G14"))

    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["owner", "monitoring"]
