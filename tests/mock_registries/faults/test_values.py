"""Faults of the values leave the form as it is."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from mock_registries.country import Country
from mock_registries.country.people import Person
from mock_registries.wire import NativeRequest
from tests.mock_registries.citizens import N, children
from tests.mock_registries.faults.scenes import Desk, call

DETAILS, PARCEL, CARD = "chiTietDoanhNghiep", "thuadat", "kiemTraTheBhyt"
NUMBERS = "getMaSoBhxhTheoTieuChi"


def lookup(person: Person) -> NativeRequest:
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<TraCuuThongTinCongDan xmlns="http://dancuquocgia.bca">{"".join(children(person))}'
        "</TraCuuThongTinCongDan></e:Body></e:Envelope>"
    )
    return NativeRequest(method="POST", path="/dancu", body=body.encode())


@pytest.fixture(scope="session")
def woman(country: Country) -> Person:
    """Grown up, born on a day that is known."""
    people = map(country.population.person, range(1000))
    grown_up = (one for one in people if "1950" < one.born < "1990" and len(one.born) == 10)
    return next(one for one in grown_up if not one.male)


Citizen = Callable[[str], Element]


@pytest.fixture
def citizen(desk: Desk, woman: Person) -> Citizen:
    """The record of the woman, with a fault."""

    def ask(fault: str) -> Element:
        body = desk.ask(lookup(woman), fault).answer.body
        found = fromstring(body).find(f".//{N}CongDan")  # noqa: S314  # our own answer
        assert found is not None
        return found

    return ask


def sample(desk: Desk, operation: str, fault: str) -> Any:
    return json.loads(desk.sample(operation, fault).answer.body)


def parts(name: Element | None) -> list[str | None]:
    assert name is not None
    return [one.text for one in name]


def test_the_whole_name_stands_in_ten_everywhere(citizen: Citizen, woman: Person) -> None:
    found = citizen("name_in_ten")

    names = [parts(one) for one in found.iter(f"{N}HoVaTen")]
    assert names[0] == [None, None, woman.name]
    assert all(name[:2] == [None, None] for name in names)
    assert len(names) > 1


def test_a_name_is_split_into_its_parts(citizen: Citizen, woman: Person) -> None:
    found = citizen("name_split")

    surname, *middle, given = woman.name.split()
    assert parts(found.find(f"{N}HoVaTen")) == [surname, " ".join(middle), given]
    assert all(len(one) == 3 for one in found.iter(f"{N}HoVaTen"))


@pytest.mark.parametrize("operation", ["TraCuuThongTinCongDan", DETAILS, CARD, PARCEL])
def test_letters_and_marks_come_one_after_the_other(desk: Desk, operation: str) -> None:
    plain = desk.plain(call(desk.registries, operation)).decode()

    body = desk.sample(operation, "decomposed_letters").answer.body.decode()

    assert body != plain
    assert body == unicodedata.normalize("NFD", plain)


def test_names_come_in_capitals_and_nothing_else_does(desk: Desk) -> None:
    plain = json.loads(desk.plain(call(desk.registries, CARD)))

    kept = sample(desk, CARD, "capital_names;diacritics=kept")
    lost = sample(desk, CARD, "capital_names")

    assert kept == plain | {"hoTen": plain["hoTen"].upper()}
    assert lost["hoTen"].isascii()
    assert lost["hoTen"].isupper()
    assert len(lost["hoTen"]) == len(plain["hoTen"])


def test_a_letter_that_is_no_mark_is_lost_as_well(desk: Desk) -> None:
    body = json.loads(desk.plain(call(desk.registries, DETAILS)))
    names = body["Data"]["MainInformation"]["LEGAL_NAMES"]

    found = sample(desk, DETAILS, "capital_names")["Data"]["MainInformation"]

    assert found["LEGAL_NAMES"].isascii()
    assert found["NAME"] == body["Data"]["MainInformation"]["NAME"]
    assert len(found["LEGAL_NAMES"]) == len(names)


@pytest.mark.parametrize(
    ("form", "spelt"),
    [("iso", "{0}-{1}-{2}"), ("compact", "{0}{1}{2}"), ("slashed", "{2}/{1}/{0}")],
)
def test_dates_come_in_another_form(
    desk: Desk, citizen: Citizen, woman: Person, form: str, spelt: str
) -> None:
    day, month, year = json.loads(desk.plain(call(desk.registries, DETAILS)))["Data"][
        "MainInformation"
    ]["FOUNDING_DATE"].split("/")

    founded = sample(desk, DETAILS, f"date_form;form={form}")["Data"]["MainInformation"]
    born = citizen(f"date_form;form={form}").findtext(f"{N}NgayThangNamSinh/{N}NgayThangNam")

    assert founded["FOUNDING_DATE"] == spelt.format(year, month, day)
    assert born == spelt.format(*woman.born.split("-"))


def test_the_year_alone_is_for_births(desk: Desk, citizen: Citizen, woman: Person) -> None:
    plain = desk.plain(call(desk.registries, DETAILS))

    birth = citizen("date_form;form=year").find(f"{N}NgayThangNamSinh")
    details = desk.sample(DETAILS, "date_form;form=year").answer.body
    (wrapped,) = sample(desk, NUMBERS, "date_form;form=year").values()

    assert birth is not None
    assert [(one.tag, one.text) for one in birth] == [(f"{N}Nam", woman.born[:4])]
    assert details == plain
    found = wrapped["dataThongTin"]
    assert all(len(one["ngaySinh"]) == 4 for one in found)
    assert all(one["loaiNgaySinh"] == "1" for one in found)


@pytest.mark.parametrize(("codes", "code"), [("judicial", "0"), ("words", "Nữ"), ("numbers", "2")])
def test_a_sex_is_coded_by_another_list(citizen: Citizen, codes: str, code: str) -> None:
    found = citizen(f"sex_code;list={codes}")

    assert found.findtext(f"{N}GioiTinh") == code


def test_the_sex_on_a_card_is_a_number_then(desk: Desk) -> None:
    plain = json.loads(desk.plain(call(desk.registries, CARD)))

    found = sample(desk, CARD, "sex_code;list=numbers")

    assert found["gioiTinh"] == {"Nam": "1", "Nữ": "2"}[plain["gioiTinh"]]


def test_a_number_of_nine_digits_stands_where_twelve_are_due(
    desk: Desk, citizen: Citizen, woman: Person
) -> None:
    owners = json.loads(desk.plain(call(desk.registries, PARCEL)))["chusudung"]

    found = citizen("nine_digit_number")
    shortened = sample(desk, PARCEL, "nine_digit_number")["chusudung"]

    assert found.findtext(f"{N}SoDinhDanh") == woman.identity[3:]
    assert [one["sodinhdanhcanhan"] for one in shortened] == [
        one["sodinhdanhcanhan"][3:] for one in owners
    ]
