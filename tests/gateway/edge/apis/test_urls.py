"""A URL of an API gateway names a service and the form of the call, or nothing."""

from dataclasses import replace

import pytest

from gateway.edge.apis.urls import target_of
from gateway.edge.forms import CanonicalForm, Form, OperationForm, SoapForm
from gateway.errors import UnknownServiceError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, load_network
from ndxp.compose import DEFAULT_NETWORK

ADDRESS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT_NETWORK)


def code_of(form: Form) -> str:
    """Which service a form is of; SOAP says so in its body."""
    match form:
        case OperationForm():
            return form.operation.service
        case CanonicalForm():
            return form.service.code
    return ""


@pytest.mark.parametrize(
    ("path", "code", "form", "methods"),
    [
        (ADDRESS, "chiTietDoanhNghiep", OperationForm, ("GET",)),
        ("/apiCSDLDKDN/chiTietDoanhNghiep", "chiTietDoanhNghiep", OperationForm, ("GET",)),
        ("/apiCSDLDKDN/v1.0/danhSachHoSo", "", None, ()),
        ("/apiBHXH/kiemTraTheBhyt", "kiemTraTheBhyt", OperationForm, ("POST",)),
        ("/apiBHXH/1.0/kiemTraTheBhyt", "kiemTraTheBhyt", OperationForm, ("POST",)),
        ("/datdai/thuadat", "traCuuThuaDat", OperationForm, ("GET",)),
        ("/datdai/2.1.3/thuadat", "traCuuThuaDat", OperationForm, ("GET",)),
        ("/datdai/1.0/traCuuThuaDat", "traCuuThuaDat", CanonicalForm, ("GET", "POST")),
        (
            "/dancu/1.0/XacThucThongTinCongDan",
            "XacThucThongTinCongDan",
            CanonicalForm,
            ("GET", "POST"),
        ),
        ("/dancu", "", SoapForm, ("POST",)),
        ("/dancu/1.0", "", SoapForm, ("POST",)),
        ("/dancu/XacThucThongTinCongDan", "", None, ()),
        ("/motcua/1.0/chiTietDoanhNghiep", "", None, ()),
        ("/dkdn/1.0/XacThucThongTinCongDan", "", None, ()),
        ("/apiCSDLDKDN/1.0/chiTietDoanhNghiep/", "", None, ()),
        ("/apiCSDLDKDN/1.0/", "", None, ()),
        ("//1.0/x", "", None, ()),
        ("", "", None, ()),
        ("*", "", None, ()),
    ],
)
def test_a_path_names_a_service_or_nothing(
    network: Network, path: str, code: str, form: type[Form] | None, methods: tuple[str, ...]
) -> None:
    if form is None:
        with pytest.raises(UnknownServiceError):
            target_of(network, path)
        return

    found = target_of(network, path).form

    assert (type(found), found.methods, code_of(found)) == (form, methods, code)


def test_what_its_provider_does_not_offer_is_not_there(network: Network) -> None:
    provider = network.subsystems[SubsystemId.parse("VN/GOV/G05/dkdn")]
    less = replace(provider, services=(ServiceId(provider=provider.id, code="danhSachHoSo"),))
    smaller = replace(network, subsystems={**network.subsystems, provider.id: less})

    with pytest.raises(UnknownServiceError):
        target_of(smaller, ADDRESS)


def test_a_subsystem_that_two_members_have_is_nobodys(network: Network) -> None:
    provider = network.subsystems[SubsystemId.parse("VN/GOV/G13/datdai")]
    twin = SubsystemId.parse("VN/GOV/G05/datdai")
    service = ServiceId(provider=twin, code="traCuuThuaDat")
    second = replace(provider, id=twin, registry="", services=(service,))
    larger = replace(network, subsystems={**network.subsystems, twin: second})

    with pytest.raises(UnknownServiceError):
        target_of(larger, "/datdai/1.0/traCuuThuaDat")
