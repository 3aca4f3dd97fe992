"""The population registry's WSDL, read and called by zeep; answers held against its schema."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]  # has no types
from zeep import Client, Settings
from zeep.exceptions import Fault

from mock_registries import build
from mock_registries.country import Country, households
from mock_registries.country.people import Person
from mock_registries.country.permutation import permute
from mock_registries.population.changes import ChangeLog
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest
from tests.mock_registries.citizens import children
from tests.mock_registries.serving import served

WHO_ASKS = {"MaYeuCau": "1", "MaDVC": "1", "MaCanBo": "cb01"}
XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="module")
def country() -> Country:
    return Country(scale=1e-4)


@pytest.fixture(scope="module")
def url(country: Country) -> Iterator[str]:
    with served(build(country)) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    """Zeep as it comes: strict about everything that the WSDL promises."""
    return Client(  # type: ignore[no-untyped-call]  # half of zeep has no types
        f"{url}/dancu?wsdl", settings=Settings(strict=True)
    )


def claim(person: Person) -> dict[str, object]:
    day = person.born.replace("-", "")
    birth = {"Nam": day} if len(day) == 4 else {"NgayThangNam": day}
    return {
        "SoDinhDanh": person.identity,
        "HoVaTen": person.name.upper(),
        "NgayThangNamSinh": birth,
    }


def test_the_address_is_the_one_under_which_it_was_asked_for(url: str, client: Client) -> None:
    assert client.service._binding_options["address"] == f"{url}/dancu"


def test_a_citizen_is_looked_up(country: Country, client: Client) -> None:
    for index in range(0, country.population.size, 500):
        person = country.population.person(index)

        found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(person))

        assert found.SoCongDan == 1
        assert found.ThoiDiemDuLieu == datetime(2022, 12, 31)  # noqa: DTZ001  # has no zone there
        citizen = found.CongDan[0]
        assert citizen.SoDinhDanh == person.identity
        assert citizen.HoVaTen.Ten == person.name
        assert citizen.HoVaTen.Ho is None
        assert citizen.NoiDangKyKhaiSinh.MaPhuongXa == person.birthplace.code


def test_nobody_is_an_empty_collection(country: Country, client: Client) -> None:
    person = country.population.person(1)._replace(name="NGUYỄN VĂN KHÔNG")

    found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(person))

    assert found.SoCongDan == 0
    assert found.CongDan == []


def test_an_old_number_stands_in_the_place_of_the_other(country: Country, client: Client) -> None:
    people = map(country.population.person, range(country.population.size))
    person = next(one for one in people if one.old_number)
    given = {"SoCMND": person.old_number, **claim(person)}
    del given["SoDinhDanh"]

    found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **given)

    assert found.CongDan[0].SoCMND == person.old_number


def test_details_are_verified(country: Country, client: Client) -> None:
    person = country.population.person(7)
    right = {**WHO_ASKS, "MaTichHop": "033", **claim(person)}

    assert client.service.XacThucThongTinCongDan(**right) is True
    assert client.service.XacThucThongTinCongDan(**{**right, "HoVaTen": "KHÔNG"}) is False


def test_a_relative_is_verified(country: Country, client: Client) -> None:
    people = country.population
    families = (households.household(people, index) for index in range(people.size))
    child, mother = next(
        (one, found)
        for family in families
        for one in family.members
        if (found := family.mother(one))
    )
    asked = {**WHO_ASKS, "MaTichHop": "003", **claim(child)}

    verify = client.service.XacMinhThongTinNhanThan
    assert verify(**asked, NguoiThan={"QuanHe": "Me", **claim(mother)}) is True
    assert verify(**asked, NguoiThan={"QuanHe": "Con", **claim(mother)}) is False


def test_a_mirror_is_synchronised(country: Country, client: Client) -> None:
    first_ms = ChangeLog(country).changed_ms(11)
    period = {"TuNgay": first_ms, "DenNgay": first_ms + 36_000_000, "Loai": "1"}
    asked = {**WHO_ASKS, "MaTichHop": "037", **period, "SoBanGhi": 5}

    found = client.service.TraCuuThongTinCongDan(**asked, Trang=1)

    assert found.GhiChu.startswith("Trang 1/")
    assert country.population.person(11).identity in [one.SoDinhDanh for one in found.CongDan]


def test_a_refusal_is_a_fault(country: Country, client: Client) -> None:
    given = {**claim(country.population.person(0)), "SoDinhDanh": "1"}

    with pytest.raises(Fault, match="SoDinhDanh has 12 digits"):
        client.service.XacThucThongTinCongDan(**WHO_ASKS, MaTichHop="033", **given)


def schemas(registry: Registry) -> dict[str, Any]:
    """The schemas in the WSDL by target namespace, as lxml's validators."""
    reply = registry.answer(NativeRequest(method="GET", path="/dancu", query="WSDL"))
    found = etree.fromstring(reply.body).iter(f"{XSD}schema")
    return {one.get("targetNamespace"): etree.XMLSchema(etree.ElementTree(one)) for one in found}


def test_without_a_plain_host_the_address_is_relative(country: Country) -> None:
    registry = build(country)["dancu"]
    headers = {"Host": 'evil"/><x'}

    for given in ({}, headers):
        reply = registry.answer(
            NativeRequest(method="GET", path="/dancu", query="wsdl", headers=given)
        )
        assert b'<soap:address location="/dancu"/>' in reply.body


@pytest.mark.parametrize("as_of", [date(2022, 12, 31), date(2025, 12, 31)])
def test_requests_and_records_validate_against_the_schema(as_of: date) -> None:
    country = Country(as_of=as_of)
    registry: Registry = build(country)["dancu"]
    by_namespace: Mapping[str, Any] = schemas(registry)
    for turn in range(200):
        person = country.population.person(permute(turn, country.population.size, 5))
        inside = "".join(children(person))
        body = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
            f'<TraCuuThongTinCongDan xmlns="http://dancuquocgia.bca">{inside}'
            "</TraCuuThongTinCongDan></e:Body></e:Envelope>"
        ).encode()

        reply = registry.answer(NativeRequest(method="POST", path="/dancu", body=body))

        for document in (body, reply.body):
            content = etree.fromstring(document)[0][0]
            by_namespace[etree.QName(content).namespace].assertValid(content)
