"""The land registry's assumed JSON."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_registries.country import Country
from mock_registries.faults import Faults

Get = Callable[..., tuple[int, Any]]


def test_a_parcel_is_found(country: Country, get: Get) -> None:
    commune, sheet, number = country.land.key(10)
    parcel = country.land.parcel(10)

    status, answer = get("datdai", "/datdai/thuadat", maxa=commune, soto=sheet, sothua=number)

    assert status == 200
    assert (answer["madvhc"], answer["soto"], answer["sothua"]) == (commune, sheet, number)
    assert answer["dientich"] == parcel.area
    assert [one["hovatenchusudung"] for one in answer["chusudung"]] == [
        owner.name for owner in parcel.owners
    ]


def test_an_enterprise_owns_by_its_tax_code(country: Country, get: Get) -> None:
    parcels = (country.land.parcel(index) for index in range(country.land.size))
    parcel = next(one for one in parcels if one.owners[0].tax_code)
    key = {"maxa": parcel.commune.code, "soto": parcel.sheet, "sothua": parcel.number}

    _, answer = get("datdai", "/datdai/thuadat", **key)

    code = answer["chusudung"][0]["masodoanhnghiep"]
    assert country.enterprises.index_of(code) is not None


def test_a_parcel_without_certificate_has_no_serial(country: Country, get: Get) -> None:
    parcels = (country.land.parcel(index) for index in range(country.land.size))
    parcel = next(one for one in parcels if one.certificate is None)
    key = {"maxa": parcel.commune.code, "soto": parcel.sheet, "sothua": parcel.number}

    _, answer = get("datdai", "/datdai/thuadat", **key)

    assert "sophathanhgcn" not in answer


def test_a_certificate_lists_its_parcels(country: Country, get: Get) -> None:
    parcels = (country.land.parcel(index) for index in range(country.land.size))
    parcel = next(one for one in parcels if one.certificate and len(one.certificate.parcels) == 2)
    assert parcel.certificate is not None

    status, answer = get("datdai", "/datdai/giaychungnhan", sophathanh=parcel.certificate.serial)

    listed = {"madvhc": parcel.commune.code, "soto": parcel.sheet, "sothua": parcel.number}
    assert status == 200
    assert len(answer["thuadat"]) == 2
    assert {**listed, "dientich": parcel.area} in answer["thuadat"]


def test_what_does_not_exist_is_404(country: Country, get: Get) -> None:
    commune, sheet, number = country.land.unknown_key(4)

    parcel = get("datdai", "/datdai/thuadat", maxa=commune, soto=sheet, sothua=number)
    serial = country.land.unknown_serial(4)
    certificate = get("datdai", "/datdai/giaychungnhan", sophathanh=serial)
    newer = get("datdai", "/datdai/giaychungnhan", sophathanh="AA 01234567")

    for status, answer in (parcel, certificate, newer):
        assert (status, answer["maloi"]) == (404, "KHONG_TIM_THAY")


@pytest.mark.parametrize(
    ("service", "parameters"),
    [
        ("thuadat", {}),
        ("thuadat", {"maxa": "1", "soto": "1", "sothua": "1"}),
        ("thuadat", {"maxa": "00001", "soto": "0", "sothua": "1"}),
        ("thuadat", {"maxa": "00001", "soto": "1.0", "sothua": "1"}),
        ("giaychungnhan", {"sophathanh": "ba 012345"}),
        ("giaychungnhan", {"sophathanh": "BA012345"}),
    ],
)
def test_malformed_parameters_are_400(get: Get, service: str, parameters: dict[str, str]) -> None:
    status, answer = get("datdai", f"/datdai/{service}", **parameters)

    assert (status, answer["maloi"]) == (400, "THAM_SO_SAI")


def test_the_contract_says_that_it_is_assumed(get: Get) -> None:
    status, contract = get("datdai", "/datdai/openapi.json")

    assert status == 200
    assert "ASSUMED" in contract["info"]["description"]
    assert set(contract["paths"]) == {"/datdai/thuadat", "/datdai/giaychungnhan"}


def test_down_is_a_500_in_the_registrys_words(get: Get, faults: Faults) -> None:
    with faults.on("datdai", "down"):
        status, answer = get("datdai", "/datdai/thuadat")

    assert (status, answer["maloi"]) == (500, "LOI_HE_THONG")
