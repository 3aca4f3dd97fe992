"""Groups, rights on endpoints and services without a schema, as a network file spells them."""

import tomllib
from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.message import SubsystemId
from gateway.network import Network, read_network
from tests.gateway.members import CLIENT, SMALL

FILES = "VN/GOV/G01/dancu/taiLieu"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
LAND = "VN/GOV/G13/datdai/traCuuThuaDat"
ONE_STOP, LGSP = "VN/GOV/H29/motcua", "VN/GOV/G14/lgsp"


@pytest.fixture
def document() -> dict[str, Any]:
    """The small network with an opaque service, a global group, a local one, and no rights yet."""
    document = tomllib.loads(SMALL.read_text("utf-8"))
    document["subsystem"][0]["services"].append("taiLieu")
    document["subsystem"][0]["opaque"] = ["taiLieu"]
    document["group"] = [
        {"id": "tat-ca", "name": "All", "name_vi": "Tất cả", "members": [ONE_STOP, LGSP]},
        {
            "id": "dancu.1",
            "name": "Few",
            "name_vi": "Ít",
            "members": [LGSP],
            "owner": "VN/GOV/G01/dancu",
        },
    ]
    document["right"] = [{"clients": [ONE_STOP], "services": [LOOKUP]}]
    return document


def faults(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        read_network("net.toml", document)
    return raised.value.faults


def rules(network: Network, client: str, service: str) -> list[tuple[str, str, str]]:
    (found,) = (
        rules
        for pair, rules in network.rights.items()
        if [str(each) for each in pair] == [client, service]
    )
    return [(rule.right, rule.group, str(rule.endpoint)) for rule in found]


def test_an_opaque_service_is_one_of_the_services(document: dict[str, Any]) -> None:
    provider = read_network("net.toml", document).subsystems[SubsystemId.parse("VN/GOV/G01/dancu")]

    assert [service.code for service in provider.opaque] == ["taiLieu"]
    assert provider.opaque < set(provider.services)


@pytest.mark.parametrize(
    ("opaque", "fault"),
    [
        (["khac"], "subsystem[0].opaque[0]: no such service here"),
        (["taiLieu", "taiLieu"], "subsystem[0].opaque[1]: taiLieu stands twice"),
        ([], "subsystem[0].opaque: at least one is needed"),
        ("taiLieu", "subsystem[0].opaque: must be a list of texts"),
    ],
)
def test_an_opaque_service_that_is_none_is_named(
    document: dict[str, Any], opaque: object, fault: str
) -> None:
    document["subsystem"][0]["opaque"] = opaque

    assert faults(document) == [fault]


def test_a_group_stands_for_its_members(document: dict[str, Any]) -> None:
    document["right"] = [{"clients": ["group:tat-ca"], "services": [LOOKUP, LAND]}]

    network = read_network("net.toml", document)

    assert {str(client) for client, _ in network.rights} == {ONE_STOP, LGSP}
    assert rules(network, LGSP, LAND) == [("right[0]", "tat-ca", "* **")]
    assert [str(each) for each in network.groups["tat-ca"].members] == [ONE_STOP, LGSP]


def test_a_local_group_is_for_the_services_of_its_owner(document: dict[str, Any]) -> None:
    document["right"].append({"clients": ["group:dancu.1"], "services": [LOOKUP, FILES]})

    assert rules(read_network("net.toml", document), LGSP, FILES) == [
        ("right[1]", "dancu.1", "* **")
    ]


def test_a_local_group_in_a_right_to_anothers_service_is_named(document: dict[str, Any]) -> None:
    document["right"].append({"clients": ["group:dancu.1"], "services": [LOOKUP, LAND]})

    assert faults(document) == [
        f"right[1].clients: group:dancu.1 is local to VN/GOV/G01/dancu, not for {LAND}"
    ]


def test_rights_to_endpoints_add_up_in_the_order_of_the_document(document: dict[str, Any]) -> None:
    document["right"] = [
        {"clients": ["group:tat-ca"], "services": [FILES], "endpoints": ["GET /a/*", "* /b"]},
        {"clients": [ONE_STOP], "services": [FILES], "endpoints": ["PUT /c", "GET /a/*"]},
        {"clients": [LGSP], "services": [FILES]},
    ]

    network = read_network("net.toml", document)

    assert rules(network, ONE_STOP, FILES) == [
        ("right[0]", "tat-ca", "GET /a/*"),
        ("right[0]", "tat-ca", "* /b"),
        ("right[1]", "", "PUT /c"),
    ]
    assert rules(network, LGSP, FILES)[-1] == ("right[2]", "", "* **")


def test_a_service_with_a_schema_has_no_endpoints_to_give(document: dict[str, Any]) -> None:
    document["right"][0] |= {"services": [FILES, LOOKUP], "endpoints": ["GET /a"]}

    assert faults(document) == [
        f"right[0].endpoints: only for opaque services, and {LOOKUP} has a schema"
    ]


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        ("GET", "a path begins with /"),
        ("/a", "the method is"),
        ("get /a", "the method is"),
        ("FETCH /a", "the method is"),
        ("GET a", "a path begins with /"),
        ("GET  /a", "a path begins with /"),
        ("GET *", "a path begins with /"),
        ("GET /a/../b", "no path keeps"),
        ("GET /a//b", "no path keeps"),
        ("GET /%C6%A1", "a path is written decoded"),
        ("GET /a\\b", "a backslash"),
    ],
)
def test_an_endpoint_that_opens_nothing_is_named_by_its_key(
    document: dict[str, Any], endpoint: str, fault: str
) -> None:
    document["right"] = [
        {"clients": [ONE_STOP], "services": [FILES], "endpoints": ["GET /a", endpoint]}
    ]

    (found,) = faults(document)

    assert found.startswith(f"right[0].endpoints[1]: {fault}")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"id": "một cửa"}, "group[0].id: letters"),
        ({"id": "a" * 65}, "group[0].id: letters"),
        ({"id": "dancu.1"}, "group[1].id: dancu.1 stands twice"),
        ({"id": 1}, "group[0].id: must be a text"),
        ({"name_vi": ""}, "group[0].name_vi: must be a text"),
        ({"members": []}, "group[0].members: at least one is needed"),
        ({"members": ["VN/GOV/H29"]}, "group[0].members[0]: no such subsystem"),
        ({"members": ["group:dancu.1"]}, "group[0].members[0]: no such subsystem"),
        ({"members": [LGSP, LGSP]}, "group[0].members[1]: VN/GOV/G14/lgsp stands twice"),
        ({"owner": LGSP}, "group[0].owner: no subsystem with services"),
        ({"owner": "VN/GOV/G01"}, "group[0].owner: no subsystem with services"),
        ({"owner": 1}, "group[0].owner: must be a text"),
        ({"member": []}, "group[0].member: unknown key"),
    ],
)
def test_a_fault_of_a_group_is_named_by_its_key(
    document: dict[str, Any], changed: dict[str, object], fault: str
) -> None:
    document["group"][0] |= changed

    assert any(found.startswith(fault) for found in faults(document))


@pytest.mark.parametrize("client", ["group:khac", "tat-ca", "group:", "GROUP:tat-ca"])
def test_a_group_that_is_not_there_is_named(document: dict[str, Any], client: str) -> None:
    document["right"][0]["clients"] = [client]

    assert faults(document) == ["right[0].clients[0]: no such subsystem or group"]


@pytest.mark.parametrize("name", ["clients", "services"])
def test_what_stands_twice_in_a_right_is_named(document: dict[str, Any], name: str) -> None:
    document["right"][0][name] *= 2

    assert faults(document)[0].startswith(f"right[0].{name}[1]: ")


def test_groups_may_be_left_out(document: dict[str, Any]) -> None:
    del document["group"]

    network = read_network("net.toml", document)

    assert network.groups == {}
    assert [client for client, _ in network.rights] == [CLIENT]


@pytest.mark.parametrize("value", [None, [], "x", {}], ids=["null", "empty", "text", "table"])
def test_a_list_of_groups_that_is_none_is_named(document: dict[str, Any], value: object) -> None:
    document["group"] = value

    assert faults(document) == ["group: at least one [[group]] table is needed"]
