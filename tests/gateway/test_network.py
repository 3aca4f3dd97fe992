import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.message import SubsystemId
from gateway.network import WHOLE_SERVICE, Rule, load_network, read_network
from tests.gateway.members import CLIENT, OTHER_CLIENT, SERVICE, SMALL


@pytest.fixture
def document() -> dict[str, Any]:
    """The small network, to be spoilt."""
    return tomllib.loads(SMALL.read_text("utf-8"))


def faults(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        read_network("net.toml", document)
    return raised.value.faults


def test_the_small_network_has_four_providers_and_three_consumers() -> None:
    network = load_network(SMALL)

    providers = [str(provider.id) for provider in network.providers()]
    assert providers == [
        "VN/GOV/G01/dancu",
        "VN/GOV/G05/dkdn",
        "VN/GOV/G24/bhxh",
        "VN/GOV/G13/datdai",
    ]
    assert len(network.subsystems) == 7
    assert len(list(network.services())) == 14


def test_the_one_stop_system_may_call_everything_and_the_enterprise_little() -> None:
    network = load_network(SMALL)

    allowed = {str(client): 0 for client, _ in network.rights}
    for client, _ in network.rights:
        allowed[str(client)] += 1
    assert allowed == {
        "VN/GOV/H29/motcua": 14,
        "VN/GOV/G14/lgsp": 7,
        "VN/COM/0199999991/khachhang": 1,
    }
    assert network.rights[CLIENT, SERVICE] == (
        Rule(endpoint=WHOLE_SERVICE, right="right[0]", group=""),
    )
    assert (OTHER_CLIENT, SERVICE) not in network.rights


def test_a_code_that_no_source_gives_says_so() -> None:
    network = load_network(SMALL)

    assert network.members["VN/GOV/G24"].assumed
    assert not network.members["VN/GOV/H29"].assumed


@pytest.mark.parametrize("code", ["H29", "000.00.00.H29"])
def test_an_alias_resolves_to_the_members_own_code(code: str) -> None:
    network = load_network(SMALL)

    assert network.resolve(SubsystemId.parse(f"VN/GOV/{code}/motcua")) == CLIENT


@pytest.mark.parametrize("text", ["VN/GOV/H99/motcua", "VN/COM/000.00.00.H29/motcua"])
def test_an_unknown_code_stays_as_it_is(text: str) -> None:
    unknown = SubsystemId.parse(text)

    assert load_network(SMALL).resolve(unknown) == unknown


def test_every_fault_is_reported_at_once_with_its_key(document: dict[str, Any]) -> None:
    document["color"] = "red"
    document["name"] = 1
    document["member"][0]["id"] = "VN/EDU/G01"
    document["member"][1]["nmae"] = "x"
    del document["member"][2]["name_vi"]
    document["subsystem"][1]["id"] = "VN/GOV/G05"
    document["subsystem"][1]["name"] = ""
    document["subsystem"][2]["services"] = ["a b"]
    document["right"][0]["clients"].append("VN/GOV/H29/nobody")
    document["right"][1]["services"] = ["VN/GOV/G13/datdai/nothing"]

    found = faults(document)

    keys = [fault.split(":")[0] for fault in found]
    assert keys == [
        "color",
        "member[0].id",
        "member[1].nmae",
        "member[2].name_vi",
        "subsystem[0].id",  # its member is gone
        "subsystem[1].name",
        "subsystem[1]",
        "subsystem[2]",
        "name",
        "right[0].clients[1]",
        *[f"right[0].services[{position}]" for position in range(3, 11)],
        "right[1].services[0]",
        "right[2].services[0]",
    ]


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("member", "id", "VN/GOV"),
        ("member", "id", "LA/GOV/G01"),
        ("member", "id", "VN/GOV/"),
        ("member", "aliases", "G01"),
        ("member", "aliases", [1]),
        ("member", "assumed", 1),
        ("member", "name", None),
        ("subsystem", "registry", True),
        ("subsystem", "services", [""]),
        ("right", "services", "VN/GOV/G01/dancu/TraCuuThongTinCongDan"),
        ("right", "clients", 1),
        ("right", "clients", "VN/GOV/H29/motcua"),
        ("right", "clients", []),
        ("right", "clients", None),
        ("right", "services", []),
        ("right", "client", "VN/GOV/H29/motcua"),
    ],
)
def test_a_value_of_another_form_is_named_by_its_key(
    document: dict[str, Any], table: str, key: str, value: object
) -> None:
    document[table][0][key] = value

    assert f"{table}[0].{key}" in " ".join(faults(document))


def test_a_member_that_stands_twice_is_named(document: dict[str, Any]) -> None:
    document["member"].append(document["member"][0])

    assert faults(document) == ["member VN/GOV/G01: stands twice"]


def test_a_subsystem_that_stands_twice_is_named(document: dict[str, Any]) -> None:
    document["subsystem"].append(document["subsystem"][0])

    assert faults(document) == ["subsystem[7].id: VN/GOV/G01/dancu stands twice"]


def test_a_service_that_stands_twice_is_named(document: dict[str, Any]) -> None:
    document["subsystem"][3]["services"].append("traCuuThuaDat")

    assert faults(document) == ["subsystem[3].services[3]: traCuuThuaDat stands twice"]


@pytest.mark.parametrize("name", ["clients", "services"])
def test_a_right_names_at_least_one_client_and_one_service(
    document: dict[str, Any], name: str
) -> None:
    del document["right"][2][name]

    assert faults(document) == [f"right[2].{name}: at least one is needed"]


def test_a_right_is_every_client_with_every_service(document: dict[str, Any]) -> None:
    document["right"] = [
        {
            "clients": ["VN/GOV/H29/motcua", "VN/GOV/G14/lgsp"],
            "services": ["VN/GOV/G05/dkdn/chiTietDoanhNghiep", "VN/GOV/G13/datdai/traCuuThuaDat"],
        }
    ]

    rights = read_network("net.toml", document).rights

    assert [f"{client.member_code} {service.code}" for client, service in rights] == [
        "H29 chiTietDoanhNghiep",
        "H29 traCuuThuaDat",
        "G14 chiTietDoanhNghiep",
        "G14 traCuuThuaDat",
    ]


def test_an_alias_that_another_member_has_is_named(document: dict[str, Any]) -> None:
    document["member"][1]["aliases"] = ["G01"]

    assert faults(document) == ["member VN/GOV/G05: the code G01 is taken"]


@pytest.mark.parametrize("table", ["member", "subsystem", "right"])
@pytest.mark.parametrize("value", [None, [], "x", {}], ids=["missing", "empty", "text", "table"])
def test_a_network_without_members_subsystems_or_rights_is_refused(
    document: dict[str, Any], table: str, value: object
) -> None:
    document[table] = value

    assert f"{table}: at least one [[{table}]] table is needed" in faults(document)


def test_a_table_that_is_none_is_named(document: dict[str, Any]) -> None:
    document["right"].append("everything")

    assert faults(document) == ["right[3]: must be a table"]


@pytest.mark.parametrize("text", [b"instance = ", b"\xff", None], ids=["cut", "Latin", "no file"])
def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path: Path, text: bytes | None) -> None:
    path = tmp_path / "net.toml"
    if text is not None:
        path.write_bytes(text)

    with pytest.raises(ConfigurationError, match=r"net\.toml"):
        load_network(path)
