"""The land registry's assumed JSON."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from mock_registries.country import Country, places
from mock_registries.country.parcels import Parcel
from mock_registries.country.places import Commune
from mock_registries.land import LandRegistry
from mock_registries.land_keys import Keys
from mock_registries.wire import NativeRequest

COUNTRY = Country()
Get = Callable[..., tuple[int, Any]]
Check = Callable[[str, object], None]


def parcels(country: Country) -> Iterator[Parcel]:
    return (country.land.parcel(index) for index in range(country.land.size))


def key(parcel: Parcel) -> dict[str, object]:
    return {"maxa": parcel.commune.code, "soto": parcel.sheet, "sothua": parcel.number}


@pytest.fixture
def check(get: Get) -> Check:
    """Hold an answer against a schema of the contract that the registry serves."""
    _, contract = get("datdai", "/datdai/openapi.json")

    def against(name: str, answer: object) -> None:
        schema = {**contract, "$ref": f"#/components/schemas/{name}"}
        Draft202012Validator(schema).validate(answer)

    return against


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
    parcel = next(one for one in parcels(country) if one.owners[0].tax_code)

    _, answer = get("datdai", "/datdai/thuadat", **key(parcel))

    code = answer["chusudung"][0]["masodoanhnghiep"]
    assert country.enterprises.index_of(code) is not None


def test_a_parcel_without_certificate_has_no_serial(country: Country, get: Get) -> None:
    parcel = next(one for one in parcels(country) if one.certificate is None)

    _, answer = get("datdai", "/datdai/thuadat", **key(parcel))

    assert "sophathanhgcn" not in answer


def test_a_certificate_lists_its_parcels(country: Country, get: Get) -> None:
    parcel = next(
        one for one in parcels(country) if one.certificate and len(one.certificate.parcels) == 2
    )
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
    person = get("datdai", "/datdai/chusudung", sodinhdanh=country.population.unknown_identity(4))
    company = get(
        "datdai", "/datdai/chusudung", masodoanhnghiep=country.enterprises.unknown_code(4)
    )

    for status, answer in (parcel, certificate, newer, person, company):
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
        ("chusudung", {}),
        ("chusudung", {"sodinhdanh": "1"}),
        ("chusudung", {"masodoanhnghiep": "0100000000-001"}),
        ("chusudung", {"sodinhdanh": "0" * 12, "masodoanhnghiep": "0" * 10}),
        ("chusudung", {"sodinhdanh": "0" * 12, "limit": "0"}),
        ("chusudung", {"sodinhdanh": "0" * 12, "limit": "101"}),
        ("chusudung", {"sodinhdanh": "0" * 12, "offset": "-1"}),
    ],
)
def test_malformed_parameters_are_400(get: Get, service: str, parameters: dict[str, str]) -> None:
    status, answer = get("datdai", f"/datdai/{service}", **parameters)

    assert (status, answer["maloi"]) == (400, "THAM_SO_SAI")


def test_a_person_is_asked_for_by_number_and_has_the_parcel(
    country: Country, get: Get, check: Check
) -> None:
    parcel = next(one for one in parcels(country) if one.owners[0].person)
    for owner in parcel.owners:
        assert owner.person is not None

        status, answer = get("datdai", "/datdai/chusudung", sodinhdanh=owner.person.identity)

        check("Holding", answer)
        assert status == 200
        assert answer["tongso"] == len(answer["thuadat"])
        listed = [(one["madvhc"], one["soto"], one["sothua"]) for one in answer["thuadat"]]
        assert tuple(key(parcel).values()) in listed


def test_what_an_enterprise_has_comes_in_pages(country: Country, get: Get) -> None:
    company = next(n for n in range(1000) if len(country.land.of_enterprise(n)) > 3)
    asked = {"masodoanhnghiep": country.enterprises.code(company)}

    _, whole = get("datdai", "/datdai/chusudung", **asked)
    pages = [
        get("datdai", "/datdai/chusudung", **asked, offset=offset, limit=2)[1]
        for offset in range(0, whole["tongso"] + 2, 2)
    ]

    assert [one for page in pages for one in page["thuadat"]] == whole["thuadat"]
    assert {page["tongso"] for page in pages} == {len(country.land.of_enterprise(company))}


def test_the_contract_is_valid_and_says_that_it_is_assumed(get: Get) -> None:
    status, contract = get("datdai", "/datdai/openapi.json")

    OpenAPIV31SpecValidator(contract).validate()
    assert status == 200
    assert "ASSUMED" in contract["info"]["description"]
    services = {"thuadat", "giaychungnhan", "chusudung"}
    assert set(contract["paths"]) == {f"/datdai/{service}" for service in services}


def test_every_answer_is_what_the_contract_says(country: Country, get: Get, check: Check) -> None:
    for index in range(200):
        parcel = country.land.parcel(index)
        check("Parcel", get("datdai", "/datdai/thuadat", **key(parcel))[1])
        if parcel.certificate:
            serial = parcel.certificate.serial
            check("Certificate", get("datdai", "/datdai/giaychungnhan", sophathanh=serial)[1])
    check("Error", get("datdai", "/datdai/thuadat")[1])


@pytest.fixture(scope="module")
def merged() -> Country:
    """The country on the day of the merger of communes."""
    return Country(as_of=places.MERGER)


@pytest.fixture
def ask(merged: Country) -> Get:
    """Ask the registry of the merged country for a parcel or anything else."""
    registry = LandRegistry(merged)

    def get(service: str, **parameters: object) -> tuple[int, Any]:
        request = NativeRequest(
            method="GET", path=f"/datdai/{service}", query=urlencode(parameters)
        )
        reply = registry.answer(request)
        return reply.status, json.loads(reply.body)

    return get


def test_until_the_merger_a_parcel_has_its_old_key_alone(country: Country, get: Get) -> None:
    parcel = country.land.parcel(3)

    _, answer = get("datdai", "/datdai/thuadat", **key(parcel))

    assert answer["mahuyen"] == parcel.commune.district_code
    assert not {"madvhc_cu", "soto_cu"} & set(answer)


def test_since_the_merger_a_parcel_is_found_by_both_its_keys(
    merged: Country, ask: Get, check: Check
) -> None:
    for parcel in map(merged.land.parcel, range(300)):
        commune = places.current(parcel.commune, places.MERGER)

        status, answer = ask("thuadat", **key(parcel))
        new = {"maxa": answer["madvhc"], "soto": answer["soto"], "sothua": answer["sothua"]}

        check("Parcel", answer)
        assert status == 200
        assert (answer["madvhc_cu"], answer["soto_cu"]) == (parcel.commune.code, parcel.sheet)
        assert (answer["madvhc"], answer["matinh"]) == (commune.code, commune.province_code)
        assert "mahuyen" not in answer
        assert ask("thuadat", **new) == (200, answer)


@given(st.sampled_from(places.communes()))
def test_an_old_code_that_lives_on_is_that_of_the_new_communes_first_sheets(
    commune: Commune,
) -> None:
    keys = Keys(COUNTRY.land, places.MERGER)

    before = [COUNTRY.land.index_of(commune.code, 1, number) for number in range(1, 100)]

    assert [keys.find(commune.code, 1, number) for number in range(1, 100)] == before


def test_sheets_of_merged_communes_do_not_collide(merged: Country, ask: Get) -> None:
    found = [merged.land.parcel(index) for index in range(300)]

    keys = {
        (answer["madvhc"], answer["soto"], answer["sothua"])
        for answer in (ask("thuadat", **key(parcel))[1] for parcel in found)
    }

    assert len(keys) == len(found)
    assert any(sheet > 500 for _, sheet, _ in keys)


def test_since_the_merger_sheets_beyond_the_last_are_absent(merged: Country, ask: Get) -> None:
    code = places.current(merged.land.parcel(0).commune, places.MERGER).code
    beyond = 500 * len(places.predecessors(code)) + 1

    status, _ = ask("thuadat", maxa=code, soto=beyond, sothua=1)

    assert status == 404


def test_lists_carry_both_keys_since_the_merger(merged: Country, ask: Get, check: Check) -> None:
    parcel = next(one for one in parcels(merged) if one.certificate)
    assert parcel.certificate is not None
    company = next(n for n in range(1000) if merged.land.of_enterprise(n))

    _, paper = ask("giaychungnhan", sophathanh=parcel.certificate.serial)
    _, holding = ask("chusudung", masodoanhnghiep=merged.enterprises.code(company))

    check("Certificate", paper)
    check("Holding", holding)
    assert paper["thuadat"][0]["madvhc_cu"] == parcel.commune.code
    assert all("soto_cu" in one for one in holding["thuadat"])


def test_down_is_a_500_in_the_registrys_words() -> None:
    reply = LandRegistry(COUNTRY).broken(NativeRequest(method="GET", path="/datdai/thuadat"))

    assert (reply.status, json.loads(reply.body)["maloi"]) == (500, "LOI_HE_THONG")
