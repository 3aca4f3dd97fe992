"""The population registry's SOAP."""

import unicodedata
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.families import Role
from mock_registries.country.people import Person
from mock_registries.faults import Faults
from mock_registries.wire import NativeRequest, NativeResponse, Registry

Soap = Callable[..., NativeResponse]
N = "{http://www.mic.gov.vn/dancu/1.0}"


def children(person: Person, purpose: str = "037") -> list[str]:
    """The children of a well-formed operation about a person."""
    if len(person.born) == 4:
        birth = f"<Nam>{person.born}</Nam>"
    else:
        birth = f"<NgayThangNam>{person.born.replace('-', '')}</NgayThangNam>"
    return [
        "<MaYeuCau>1</MaYeuCau>",
        "<MaDVC>H29</MaDVC>",
        f"<MaTichHop>{purpose}</MaTichHop>",
        "<MaCanBo>cb01</MaCanBo>",
        f"<SoDinhDanh>{person.identity}</SoDinhDanh>",
        f"<HoVaTen>{person.name.upper()}</HoVaTen>",
        f"<NgayThangNamSinh>{birth}</NgayThangNamSinh>",
    ]


def content(reply: NativeResponse) -> Element:
    found = fromstring(reply.body).find("{http://schemas.xmlsoap.org/soap/envelope/}Body/*")
    assert found is not None
    return found


def test_a_citizen_is_found(country: Country, soap: Soap) -> None:
    person = country.population.person(4321)

    reply = soap("TraCuuThongTinCongDan", *children(person))

    found = content(reply)
    assert reply.status == 200
    assert found.get("SoCongDan") == "1"
    assert found.findtext(f"{N}CongDan/{N}SoDinhDanh") == person.identity
    assert found.findtext(f"{N}CongDan/{N}HoVaTen/{N}Ten") == person.name
    assert found.findtext(f"{N}CongDan/{N}HoVaTen/{N}Ho") == ""


def test_a_child_has_parents_and_a_head(country: Country, soap: Soap) -> None:
    family = country.population.family(0)
    child = next(one for one in family if one.role is Role.CHILD)

    found = content(soap("TraCuuThongTinCongDan", *children(child)))

    citizen = f"{N}CongDan/{N}"
    assert found.findtext(f"{citizen}Cha/{N}SoDinhDanh") == family[0].identity
    assert found.findtext(f"{citizen}Me/{N}SoDinhDanh") == family[1].identity
    assert found.findtext(f"{citizen}ChuHo/{N}QuanHe") in ("CH04", "CH07")
    assert found.find(f"{citizen}VoChong") is None


def test_a_person_with_only_a_year_is_asked_for_by_year(country: Country, soap: Soap) -> None:
    people = (country.population.person(index) for index in range(country.population.size))
    person = next(one for one in people if len(one.born) == 4)

    found = content(soap("TraCuuThongTinCongDan", *children(person)))

    assert found.findtext(f"{N}CongDan/{N}NgayThangNamSinh/{N}Nam") == person.born


def test_an_old_number_finds_too(country: Country, soap: Soap) -> None:
    people = (country.population.person(index) for index in range(country.population.size))
    person = next(one for one in people if one.old_number)
    parts = children(person)
    parts[4] = f"<SoCMND>{person.old_number}</SoCMND>"

    found = content(soap("TraCuuThongTinCongDan", *parts))

    assert found.findtext(f"{N}CongDan/{N}SoDinhDanh") == person.identity


def test_a_decomposed_name_finds_too(country: Country, soap: Soap) -> None:
    parts = [unicodedata.normalize("NFD", part) for part in children(country.population.person(5))]

    assert content(soap("TraCuuThongTinCongDan", *parts)).get("SoCongDan") == "1"


@pytest.mark.parametrize(
    ("position", "other"),
    [
        (4, "<SoDinhDanh>079099999999</SoDinhDanh>"),
        (5, "<HoVaTen>NGUYỄN VĂN KHÔNG</HoVaTen>"),
        (6, "<NgayThangNamSinh><Nam>1901</Nam></NgayThangNamSinh>"),
    ],
)
def test_a_difference_is_not_found(country: Country, soap: Soap, position: int, other: str) -> None:
    parts = children(country.population.person(7))
    parts[position] = other

    reply = soap("TraCuuThongTinCongDan", *parts)

    assert reply.status == 200
    assert content(reply).get("SoCongDan") == "0"
    assert len(content(reply)) == 0


@pytest.mark.parametrize(("name", "exists"), [(None, "true"), ("NGUYỄN VĂN KHÔNG", "false")])
def test_a_verification_says_whether_it_agrees(
    country: Country, soap: Soap, name: str | None, exists: str
) -> None:
    parts = children(country.population.person(8), "033")
    if name:
        parts[5] = f"<HoVaTen>{name}</HoVaTen>"

    found = content(soap("XacThucThongTinCongDan", *parts))

    assert found.tag == f"{N}KetQuaXacThuc"
    assert found.findtext(f"{N}TonTai") == exists


def swapped(parts: list[str], one: int, other: int) -> list[str]:
    parts[one], parts[other] = parts[other], parts[one]
    return parts


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 3), (3, 4), (4, 5), (5, 6), (0, 6)])
def test_another_order_is_a_fault(country: Country, soap: Soap, one: int, other: int) -> None:
    parts = swapped(children(country.population.person(9)), one, other)

    reply = soap("TraCuuThongTinCongDan", *parts)

    assert reply.status == 500
    assert b"faultcode>soapenv:Client<" in reply.body


@pytest.mark.parametrize("missing", range(7))
def test_a_missing_element_is_a_fault(country: Country, soap: Soap, missing: int) -> None:
    parts = children(country.population.person(9))
    del parts[missing]

    assert soap("TraCuuThongTinCongDan", *parts).status == 500


@pytest.mark.parametrize(
    ("position", "wrong"),
    [
        (2, "<MaTichHop>033</MaTichHop>"),
        (4, "<SoDinhDanh>12345</SoDinhDanh>"),
        (4, "<SoDinhDanh>٠٧٩٠٩٩٠٠٠٠٠١</SoDinhDanh>"),
        (5, "<HoVaTen/>"),
        (6, "<NgayThangNamSinh><NgayThangNam>19800230</NgayThangNam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh><NgayThangNam>1980-02-03</NgayThangNam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh><Nam>80</Nam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh>1980</NgayThangNamSinh>"),
    ],
)
def test_a_malformed_element_is_a_fault(
    country: Country, soap: Soap, position: int, wrong: str
) -> None:
    parts = children(country.population.person(9))
    parts[position] = wrong

    assert soap("TraCuuThongTinCongDan", *parts).status == 500


def test_optional_elements_may_stand_between(country: Country, soap: Soap) -> None:
    parts = children(country.population.person(9))
    parts[4:4] = ["<MaDonVi>1</MaDonVi>", "<SoDienThoai>0</SoDienThoai>"]

    assert soap("TraCuuThongTinCongDan", *parts).status == 200


def test_another_operation_is_a_fault(soap: Soap) -> None:
    assert soap("XoaCongDan").status == 500


def test_a_document_type_is_a_fault(registries: Mapping[str, Registry]) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    reply = registries["dancu"].answer(NativeRequest(method="POST", path="/dancu", body=bomb))

    assert reply.status == 500
    assert b"Fault" in reply.body


def test_json_is_the_wrong_content_type(registries: Mapping[str, Registry]) -> None:
    headers = {"Content-Type": "application/json"}
    request = NativeRequest(method="POST", path="/dancu", headers=headers, body=b"{}")

    assert registries["dancu"].answer(request).status == 415


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="<>/&; Nam123", max_size=30), max_size=8))
def test_rubbish_in_the_operation_is_a_fault(soap: Soap, parts: list[str]) -> None:
    assert soap("TraCuuThongTinCongDan", *parts).status == 500


def test_down_is_a_server_fault(country: Country, soap: Soap, faults: Faults) -> None:
    with faults.on("dancu", "down"):
        reply = soap("TraCuuThongTinCongDan", *children(country.population.person(1)))

    assert reply.status == 500
    assert b"soapenv:Server" in reply.body
