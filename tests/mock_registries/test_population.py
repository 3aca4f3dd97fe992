"""The population registry's answers: lookups, verifications, relatives."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from mock_registries import build
from mock_registries.country import Country, households, places
from mock_registries.country.families import Marital, Role
from mock_registries.country.households import Household
from mock_registries.country.people import Person
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse
from tests.mock_registries.citizens import N, ask, children, claim, content

Soap = Callable[..., NativeResponse]
QLDC = "http://gtel.vn/qldc"


def families(country: Country) -> list[Household]:
    people = country.population
    return [households.household(people, people.principals(n)[0]) for n in range(60)]


def a_child(country: Country) -> tuple[Household, Person]:
    """A child of two parents, with its household."""
    return next(
        (family, one)
        for family in families(country)
        for one in family.members
        if one.role is Role.CHILD and family.father(one) and family.mother(one)
    )


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
    family, child = a_child(country)
    father, mother = family.father(child), family.mother(child)

    found = content(soap("TraCuuThongTinCongDan", *children(child)))

    citizen = f"{N}CongDan/{N}"
    assert father is not None
    assert mother is not None
    assert found.findtext(f"{citizen}Cha/{N}SoDinhDanh") == father.identity
    assert found.findtext(f"{citizen}Me/{N}SoDinhDanh") == mother.identity
    assert found.findtext(f"{citizen}ChuHo/{N}SoDinhDanh") == family.head.identity
    assert found.findtext(f"{citizen}ChuHo/{N}QuanHe") in ("CH04", "CH07")
    assert found.find(f"{citizen}VoChong") is None


def test_addresses_are_those_of_the_day_and_birthplaces_those_of_the_register(
    country: Country,
) -> None:
    later = Country(as_of=date(2025, 12, 31))
    person = next(
        one
        for family in families(country)
        for one in family.members
        if places.current(family.home.commune, later.as_of).province_code
        != family.home.commune.province_code
    )

    records = {}
    for land in (country, later):
        registry = build(land)["dancu"]
        reply = ask(registry, "TraCuuThongTinCongDan", *children(person))
        records[land.as_of.year] = content(reply).find(f"{N}CongDan")

    before, since = records[2022], records[2025]
    assert before is not None
    assert since is not None
    assert where(before, "NoiDangKyKhaiSinh") == where(since, "NoiDangKyKhaiSinh")
    assert where(before, "QueQuan") == where(since, "QueQuan")
    assert where(before, "QueQuan")[1] is not None
    assert where(before, "ThuongTru")[0] != where(since, "ThuongTru")[0]
    assert where(before, "ThuongTru")[1] is not None
    assert where(since, "ThuongTru")[1] is None
    assert where(since, "NoiOHienTai")[1] is None


def where(citizen: Element, tag: str) -> tuple[str | None, str | None, str | None]:
    """The codes of an address: province, district, commune."""
    codes = ("MaTinhThanh", "MaQuanHuyen", "MaPhuongXa")
    province, district, commune = (citizen.findtext(f"{N}{tag}/{N}{code}") for code in codes)
    return province, district, commune


@pytest.mark.parametrize("status", list(Marital))
def test_only_the_married_have_a_husband_or_wife(
    country: Country, soap: Soap, status: Marital
) -> None:
    people = (country.population.person(index) for index in range(country.population.size))
    person = next(one for one in people if one.marital is status)

    found = content(soap("TraCuuThongTinCongDan", *children(person)))

    written = {Marital.SINGLE: "1", Marital.MARRIED: "2", Marital.DIVORCED: "3"}
    assert found.findtext(f"{N}CongDan/{N}TinhTrangHonNhan") == written.get(status, "4")
    spouse = found.find(f"{N}CongDan/{N}VoChong")
    assert (spouse is not None) == (status is Marital.MARRIED)


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


def test_json_is_the_wrong_content_type(registries: Mapping[str, Registry]) -> None:
    headers = {"Content-Type": "application/json"}
    request = NativeRequest(method="POST", path="/dancu", headers=headers, body=b"{}")

    assert registries["dancu"].answer(request).status == 415


def test_down_is_a_server_fault(registries: Mapping[str, Registry]) -> None:
    reply = registries["dancu"].broken(NativeRequest(method="POST", path="/dancu"))

    assert reply.status == 500
    assert b"soapenv:Server" in reply.body


def test_a_minor_is_represented_by_a_parent_and_a_grown_up_is_not(
    country: Country, soap: Soap
) -> None:
    everybody = [one for family in families(country) for one in family.members]
    minor = next(one for one in everybody if one.year > 2005 and one.role is Role.CHILD)
    grown_up = next(one for one in everybody if one.year < 2004)

    of_minor = content(soap("TraCuuThongTinCongDan", *children(minor)))
    of_grown_up = content(soap("TraCuuThongTinCongDan", *children(grown_up)))

    represented = of_minor.findtext(f"{N}CongDan/{N}NguoiDaiDien/{N}SoDinhDanh")
    parents = [of_minor.findtext(f"{N}CongDan/{N}{tag}/{N}SoDinhDanh") for tag in ("Cha", "Me")]
    assert represented in parents
    assert represented is not None
    assert of_grown_up.find(f"{N}CongDan/{N}NguoiDaiDien") is None


def relative_parts(person: Person, relation: str, relative: Person) -> list[str]:
    other = f"<QuanHe>{relation}</QuanHe>{''.join(claim(relative))}"
    return [*children(person, "033"), f"<NguoiThan>{other}</NguoiThan>"]


def related(soap: Soap, person: Person, relation: str, relative: Person) -> str | None:
    parts = relative_parts(person, relation, relative)
    found = content(soap("XacMinhThongTinNhanThan", *parts, namespace=QLDC))
    assert found.tag == f"{{{QLDC}}}KetQuaXacMinh"
    return found.findtext(f"{{{QLDC}}}TonTai")


def test_relatives_are_verified_from_both_sides(country: Country, soap: Soap) -> None:
    family, child = a_child(country)
    father, mother = family.father(child), family.mother(child)
    assert father is not None
    assert mother is not None

    assert related(soap, child, "Cha", father) == "true"
    assert related(soap, child, "Me", mother) == "true"
    assert related(soap, father, "Con", child) == "true"
    assert related(soap, mother, "Con", child) == "true"


def test_husband_and_wife_are_verified_from_both_sides(country: Country, soap: Soap) -> None:
    husband, wife = next(
        (one, other)
        for family in families(country)
        for one in family.members
        if (other := family.spouse(one)) is not None
    )

    assert related(soap, husband, "VoChong", wife) == "true"
    assert related(soap, wife, "VoChong", husband) == "true"


def test_another_relation_another_person_and_wrong_details_are_not_verified(
    country: Country, soap: Soap
) -> None:
    family, child = a_child(country)
    father = family.father(child)
    assert father is not None
    stranger = country.population.person(country.population.size // 2)

    assert related(soap, child, "Me", father) == "false"
    assert related(soap, father, "Cha", child) == "false"
    assert related(soap, child, "Cha", stranger) == "false"
    assert related(soap, stranger, "Con", child) == "false"
    parts = relative_parts(child, "Cha", father)
    parts[5] = "<HoVaTen>NGUYỄN VĂN KHÔNG</HoVaTen>"
    found = content(soap("XacMinhThongTinNhanThan", *parts, namespace=QLDC))
    assert found.findtext(f"{{{QLDC}}}TonTai") == "false"
