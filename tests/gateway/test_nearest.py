"""Who is refused hears what he probably meant, and nothing but what the network document says."""

import pytest

from gateway.access import authorise
from gateway.errors import AccessDeniedError, NearMissError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId
from gateway.nearest import nearest_right, nearest_services
from gateway.network import Network, load_network
from ndxp.compose import DEFAULT_NETWORK

CONSUMER = SubsystemId.parse("VN/GOV/H29/motcua")
ENTERPRISE = SubsystemId.parse("VN/COM/0199999991/khachhang")
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT_NETWORK)


@pytest.mark.parametrize(
    "meant",
    [
        "VN/GOV/G01/dancu/TraCuuThongTin",
        "VN/GOV/G01/dancu/tracuuthongtincongdan",
        "VN/GOV/G02/dancu/TraCuuThongTinCongDan",
        "VN/GOV/G01/dan-cu/TraCuuThongTinCongDan",
    ],
)
def test_a_misspelt_service_is_recognised(network: Network, meant: str) -> None:
    near = nearest_services(network, ServiceId.parse(meant))

    assert str(near[0]) == LOOKUP
    assert len(near) <= 3


def test_a_name_like_nothing_is_like_nothing(network: Network) -> None:
    service = ServiceId.parse("XX/YYY/Z0/q/w")

    assert nearest_services(network, service) == []
    with pytest.raises(UnknownServiceError) as refused:
        authorise(network, CONSUMER, service, "POST", "")
    assert not isinstance(refused.value, NearMissError)


def test_a_caller_reads_the_three_closest_in_both_languages(network: Network) -> None:
    with pytest.raises(NearMissError) as refused:
        authorise(network, CONSUMER, ServiceId.parse(LOOKUP[:-3]), "POST", "")

    assert refused.value.where.count("VN/GOV/") == 3
    assert LOOKUP in refused.value.message("en")
    assert LOOKUP in refused.value.message("vi")


def test_a_client_without_a_right_reads_which_it_has(network: Network) -> None:
    with pytest.raises(AccessDeniedError) as refused:
        authorise(network, ENTERPRISE, ServiceId.parse(LOOKUP), "POST", "")

    assert "nearest: right[" in refused.value.where
    assert "VN/GOV/G05/dkdn/chiTietDoanhNghiep" in refused.value.where


def test_the_same_service_of_a_sister_is_nearer_than_any_other(network: Network) -> None:
    sister = SubsystemId.parse("VN/GOV/H29/khac")

    found = nearest_right(network, sister, ServiceId.parse(LOOKUP))

    assert found is not None
    holder, service, _ = found
    assert (holder, str(service)) == (CONSUMER, LOOKUP)


def test_rights_of_others_are_not_told(network: Network) -> None:
    stranger = SubsystemId.parse("VN/GOV/G13/datdai")

    assert nearest_right(network, stranger, ServiceId.parse(LOOKUP)) is None
