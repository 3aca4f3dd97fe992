import tomllib
from dataclasses import replace
from typing import Any

import pytest

from gateway.access import authorise, granting_rule
from gateway.errors import AccessDeniedError, UnknownMemberError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, read_network
from tests.gateway.members import CLIENT, OTHER_CLIENT, SERVICE, SMALL, Members

COUNTRY = SMALL.with_name("country.toml")
FILES = replace(SERVICE, code="taiLieu")


def test_a_right_in_the_network_allows_the_call(members: Members) -> None:
    assert authorise(members.network, CLIENT, SERVICE, "POST", "") == "* **"


def test_a_client_without_a_right_is_denied(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(members.network, OTHER_CLIENT, SERVICE, "POST", "")


def test_a_network_without_rights_denies_everybody(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(replace(members.network, rights={}), CLIENT, SERVICE, "POST", "")


def test_a_provider_has_no_right_to_itself(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(members.network, SERVICE.provider, SERVICE, "POST", "")


@pytest.mark.parametrize("text", ["VN/GOV/H29/khac", "VN/GOV/H99/motcua", "VN/GOV/H29/Motcua"])
def test_a_client_that_is_not_in_the_network_is_unknown(members: Members, text: str) -> None:
    with pytest.raises(UnknownMemberError):
        authorise(members.network, SubsystemId.parse(text), SERVICE, "POST", "")


@pytest.mark.parametrize(
    "text",
    [
        "VN/GOV/G01/dancu/XoaCongDan",
        "VN/GOV/G01/khac/TraCuuThongTinCongDan",
        "VN/GOV/H29/motcua/TraCuuThongTinCongDan",
    ],
)
def test_a_service_that_is_not_in_the_network_is_unknown(members: Members, text: str) -> None:
    with pytest.raises(UnknownServiceError):
        authorise(members.network, CLIENT, ServiceId.parse(text), "POST", "")


def test_a_right_outlives_no_service(members: Members) -> None:
    provider = replace(members.network.subsystems[SERVICE.provider], services=())
    subsystems = {**members.network.subsystems, SERVICE.provider: provider}

    with pytest.raises(UnknownServiceError):
        authorise(replace(members.network, subsystems=subsystems), CLIENT, SERVICE, "POST", "")


def opened(*rights: dict[str, Any]) -> Network:
    """The small network, with documents at the population database that have no schema."""
    document = tomllib.loads(SMALL.read_text("utf-8"))
    document["subsystem"][0] |= {"services": ["taiLieu"], "opaque": ["taiLieu"]}
    document["right"] = [{"clients": [str(CLIENT)], "services": [str(FILES)]} | r for r in rights]
    return read_network("net.toml", document)


def test_the_first_endpoint_that_covers_the_call_is_the_one_that_is_named() -> None:
    network = opened(
        {"endpoints": ["POST /a/*", "GET /a/1"]},
        {"endpoints": ["GET /a/*"]},
        {"endpoints": ["* **"]},
    )

    assert authorise(network, CLIENT, FILES, "GET", "/a/1") == "GET /a/1"
    assert authorise(network, CLIENT, FILES, "GET", "/a/%32") == "GET /a/*"
    assert authorise(network, CLIENT, FILES, "get", "/a/2") == "GET /a/*"
    assert authorise(network, CLIENT, FILES, "GET", "") == "* **"


def test_a_rule_says_which_right_and_which_group_it_comes_from() -> None:
    document = tomllib.loads(COUNTRY.read_text("utf-8"))

    rule = granting_rule(read_network("country.toml", document), CLIENT, SERVICE, "POST", "")

    assert (rule.right, rule.group) == ("right[0]", "mot-cua")
    assert document["right"][0]["clients"] == ["group:mot-cua"]


def denial(network: Network, client: SubsystemId, service: ServiceId, path: str) -> str:
    with pytest.raises(AccessDeniedError) as raised:
        authorise(network, client, service, "GET", path)
    return raised.value.message("en")


def test_a_denial_names_client_and_service_and_whom_to_ask(members: Members) -> None:
    assert denial(members.network, OTHER_CLIENT, SERVICE, "") == (
        "No right in the network document allows this call: VN/GOV/G14/lgsp → "
        "VN/GOV/G01/dancu/TraCuuThongTinCongDan (nearest: right[1], VN/GOV/G14/lgsp → "
        "VN/GOV/G24/bhxh/getTraCuuThongTinHgd). Ask the provider of the service for a right."
    )


def test_a_denial_says_what_this_client_may_call_and_nothing_of_others() -> None:
    network = opened({"endpoints": ["GET /a/*"]}, {"clients": [str(OTHER_CLIENT)]})

    text = denial(network, CLIENT, FILES, "/001090000001")

    assert f"{CLIENT} → {FILES}, but only GET /a/*" in text
    assert "G14" not in text
    assert "* **" not in text
    assert "001090000001" not in text


@pytest.mark.parametrize("path", ["/..", "/%2e%2e/001090000001", "/001090000001%00"])
def test_the_right_to_a_whole_service_covers_no_path_that_has_two_readings(path: str) -> None:
    text = denial(opened({}), CLIENT, FILES, path)

    assert f"{FILES}, the path holds a" in text
    assert "001090000001" not in text
