"""The business registry's JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mock_registries.country import Country
from mock_registries.faults import Faults
from mock_registries.wire import NativeRequest, Registry

Get = Callable[..., tuple[int, Any]]
DETAILS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
DOSSIERS = "/apiCSDLDKDN/1.0/danhSachHoSo"


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
    every = (country.enterprises.enterprise(n) for n in range(country.enterprises.size))
    enterprise = next(one for one in every if len(one.representatives) == count)

    _, answer = get("dkdn", DETAILS, msdn=enterprise.code)

    assert isinstance(answer["Data"]["Representatives"], kind)


def test_a_branch_is_found_by_its_suffix(country: Country, get: Get) -> None:
    registered = country.enterprises
    index = next(n for n in range(registered.size) if registered.branches(n))
    count = registered.branches(index)

    _, found = get("dkdn", DETAILS, msdn=f"{registered.code(index)}-{count:03d}")
    _, absent = get("dkdn", DETAILS, msdn=f"{registered.code(index)}-{count + 1:03d}")

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


def test_a_repeated_parameter_is_refused(
    country: Country, registries: Mapping[str, Registry]
) -> None:
    code = country.enterprises.code(0)
    request = NativeRequest(method="GET", path=DETAILS, query=f"msdn={code}&msdn={code}")

    answer = json.loads(registries["dkdn"].answer(request).body)

    assert answer["Status"] == 0


def test_dossiers_of_a_period_are_paged(get: Get) -> None:
    period = {"from_date": "26/12/2022", "to_date": "30/12/2022"}

    _, whole = get("dkdn", DOSSIERS, **period, offset=0, limit=100)
    _, page = get("dkdn", DOSSIERS, **period, offset=2, limit=2)

    assert whole["DataCount"] == len(whole["Data"]) == page["DataCount"]
    assert page["Data"] == whole["Data"][2:4]


def test_a_sunday_has_no_dossiers(get: Get) -> None:
    period = {"from_date": "25/12/2022", "to_date": "25/12/2022"}

    _, answer = get("dkdn", DOSSIERS, **period, offset=0, limit=10)

    assert (answer["Status"], answer["DataCount"], answer["Data"]) == (1, 0, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_date": "31/12/2022"},
        {"to_date": "25/12/2022"},
        {"from_date": "2022-12-26"},
        {"from_date": "31/02/2022"},
        {"limit": "101"},
        {"limit": "0"},
        {"offset": "-1"},
        {"offset": "01"},
        {"offset": "9" * 400},
    ],
)
def test_a_malformed_period_or_page_is_refused(get: Get, wrong: dict[str, str]) -> None:
    right = {"from_date": "26/12/2022", "to_date": "30/12/2022", "offset": "0", "limit": "10"}

    status, answer = get("dkdn", DOSSIERS, **{**right, **wrong})

    assert (status, answer["Status"], answer["Data"]) == (200, 0, None)


def test_the_ends_of_the_calendar_are_no_trouble(get: Get) -> None:
    for day in ("01/01/0001", "31/12/9999"):
        _, answer = get("dkdn", DOSSIERS, from_date=day, to_date=day, offset=0, limit=10)

        assert answer["DataCount"] == 0


def test_another_service_is_not_there(get: Get) -> None:
    status, answer = get("dkdn", "/apiCSDLDKDN/1.0/xoaDoanhNghiep")

    assert (status, answer["Status"]) == (404, 0)


def test_down_is_an_error_in_the_registrys_envelope(get: Get, faults: Faults) -> None:
    with faults.on("dkdn", "down"):
        status, answer = get("dkdn", DETAILS, msdn="0312345678")

    assert (status, answer["Status"]) == (500, 0)
