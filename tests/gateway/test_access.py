from dataclasses import replace

import pytest

from gateway.access import authorise
from gateway.errors import AccessDeniedError, UnknownMemberError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId
from gateway.network import ANY_PATH
from tests.gateway.members import CLIENT, OTHER_CLIENT, SERVICE, Members


def test_a_right_in_the_network_allows_the_call(members: Members) -> None:
    assert authorise(members.network, CLIENT, SERVICE) == ANY_PATH


def test_a_client_without_a_right_is_denied(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(members.network, OTHER_CLIENT, SERVICE)


def test_a_network_without_rights_denies_everybody(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(replace(members.network, rights={}), CLIENT, SERVICE)


def test_a_provider_has_no_right_to_itself(members: Members) -> None:
    with pytest.raises(AccessDeniedError):
        authorise(members.network, SERVICE.provider, SERVICE)


@pytest.mark.parametrize("text", ["VN/GOV/H29/khac", "VN/GOV/H99/motcua", "VN/GOV/H29/Motcua"])
def test_a_client_that_is_not_in_the_network_is_unknown(members: Members, text: str) -> None:
    with pytest.raises(UnknownMemberError):
        authorise(members.network, SubsystemId.parse(text), SERVICE)


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
        authorise(members.network, CLIENT, ServiceId.parse(text))


def test_a_right_outlives_no_service(members: Members) -> None:
    provider = replace(members.network.subsystems[SERVICE.provider], services=())
    subsystems = {**members.network.subsystems, SERVICE.provider: provider}

    with pytest.raises(UnknownServiceError):
        authorise(replace(members.network, subsystems=subsystems), CLIENT, SERVICE)
