"""The business registry's JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.business import BusinessRegistry
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest
from tests.mock_registries.contracts import Contract

Get = Callable[..., tuple[int, Any]]
BASE = "/apiCSDLDKDN/1.0"
DETAILS, STATE = f"{BASE}/chiTietDoanhNghiep", f"{BASE}/tinhTrangHoSo"
RECEIVED, TODAY = f"{BASE}/danhSachHoSo", f"{BASE}/danhSachHoSoTrongNgay"
reading_registries = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def registry(registries: Mapping[str, Registry]) -> Registry:
    return registries["dkdn"]


@pytest.fixture
def contract(registry: Registry) -> Contract:
    return Contract(registry)


def first_with(country: Country, representatives: int) -> str:
    enterprises = country.enterprises
    every = (enterprises.enterprise(n) for n in range(enterprises.size))
    return next(one.code for one in every if len(one.representatives) == representatives)


def first_branch(country: Country) -> Iterator[str]:
    """The codes of an enterprise's branches, and then one behind the last."""
    enterprises = country.enterprises
    index = next(n for n in range(enterprises.size) if enterprises.branches(n))
    for number in range(enterprises.branches(index) + 1):
        yield f"{enterprises.code(index)}-{number + 1:03d}"


def test_an_enterprise_is_found(country: Country, get: Get) -> None:
    enterprise = country.enterprises.enterprise(3)

    status, answer = get("dkdn", DETAILS, msdn=enterprise.code)

    main = answer["Data"]["MainInformation"]
    assert (status, answer["Status"], answer["DataCount"]) == (200, 1, 1)
    assert main["ENTERPRISE_GDT_CODE"] == enterprise.code
    assert main["FOUNDING_DATE"] == f"{enterprise.founded:%d/%m/%Y}"
    assert answer["Data"]["HOAdress"]["AddressFullText"] == enterprise.address.text()
    assert answer["Data"]["BusinessActivity"][0]["IS_MAIN"] == "Y"


@pytest.mark.parametrize(("count", "kind"), [(1, dict), (2, list)])
def test_one_representative_is_an_object_and_two_are_a_list(
    country: Country, get: Get, count: int, kind: type
) -> None:
    _, answer = get("dkdn", DETAILS, msdn=first_with(country, count))

    assert isinstance(answer["Data"]["Representatives"], kind)


def test_a_branch_is_found_by_its_suffix(country: Country, get: Get) -> None:
    *existing, behind = first_branch(country)

    _, found = get("dkdn", DETAILS, msdn=existing[-1])
    _, absent = get("dkdn", DETAILS, msdn=behind)

    assert found["Data"]["MainInformation"]["ENTERPRISE_GDT_CODE"] == existing[-1]
    assert found["Data"]["MainInformation"]["ENTERPRISE_TYPE_NAME"] == "Chi nhánh"
    assert absent["Data"] is None


def test_an_unissued_code_is_not_found(country: Country, get: Get) -> None:
    status, answer = get("dkdn", DETAILS, msdn=country.enterprises.unknown_code(1))

    assert (status, answer["Status"], answer["DataCount"], answer["Data"]) == (200, 1, 0, None)


@pytest.mark.parametrize(
    "code", ["", "123", "abcdefghij", "0312345678-1", "0312345678-0001", "٠" * 10]
)
def test_a_malformed_code_is_refused(get: Get, code: str) -> None:
    _, answer = get("dkdn", DETAILS, msdn=code)

    assert answer["Status"] == 0


def test_a_repeated_parameter_is_refused(country: Country, registry: Registry) -> None:
    code = country.enterprises.code(0)
    request = NativeRequest(method="GET", path=DETAILS, query=f"msdn={code}&msdn={code}")

    answer = json.loads(registry.answer(request).body)

    assert answer["Status"] == 0


def test_after_the_merger_addresses_are_in_the_new_units_without_a_district() -> None:
    merged = Country(as_of=date(2025, 7, 1), scale=1e-4)
    registry = BusinessRegistry(merged)
    enterprise = merged.enterprises.enterprise(3)
    query = f"msdn={enterprise.code}"

    reply = registry.answer(NativeRequest(method="GET", path=DETAILS, query=query))

    address = json.loads(reply.body)["Data"]["HOAdress"]
    assert (address["DistrictID"], address["DistrictName"]) == (None, None)
    assert enterprise.address.commune.district not in address["AddressFullText"]
    assert address["StreetNumber"] == enterprise.address.detail
    Contract(registry).check(DETAILS, reply.status, json.loads(reply.body))


def test_another_service_is_not_there(get: Get) -> None:
    status, answer = get("dkdn", f"{BASE}/xoaDoanhNghiep")

    assert (status, answer["Status"]) == (404, 0)


def test_another_method_is_not_taken(registry: Registry) -> None:
    reply = registry.answer(NativeRequest(method="POST", path=DETAILS))

    assert (reply.status, json.loads(reply.body)["Status"]) == (405, 0)


def test_down_is_an_error_in_the_registrys_envelope(
    registries: Mapping[str, Registry], contract: Contract
) -> None:
    reply = registries["dkdn"].broken(NativeRequest(method="GET", path=DETAILS))

    answer = json.loads(reply.body)
    assert (reply.status, answer["Status"]) == (500, 0)
    contract.check(DETAILS, reply.status, answer)


def test_the_contract_is_openapi_and_has_every_service(contract: Contract) -> None:
    contract.check_document()

    assert list(contract.document["paths"]) == [DETAILS, RECEIVED, TODAY, STATE]


@reading_registries
@given(st.data())
def test_details_are_as_the_contract_says(
    country: Country, get: Get, contract: Contract, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, country.enterprises.size - 1))
    branches = country.enterprises.branches(index)
    suffixes = ["", *(f"-{number + 1:03d}" for number in range(branches + 1))]
    code = country.enterprises.code(index) + data.draw(st.sampled_from(suffixes))

    contract.check(DETAILS, *get("dkdn", DETAILS, msdn=code))


@pytest.mark.parametrize(("path", "name"), [(DETAILS, "msdn"), (STATE, "in_journal_no")])
def test_nothing_that_was_sent_comes_back_in_an_error(get: Get, path: str, name: str) -> None:
    status, answer = get("dkdn", path, **{name: "079123456789123 Nguyễn"})

    assert (status, answer["Status"]) == (200, 0)
    assert "079" not in json.dumps(answer)
