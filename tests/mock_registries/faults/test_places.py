"""Codes of before and since the merger of communes, and districts that are missing."""

import json
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from mock_registries import build
from mock_registries.country import Country, places
from mock_registries.country.places import MERGER, Commune
from tests.mock_registries.citizens import N
from tests.mock_registries.faults.scenes import Desk, call

LOOKUP, DETAILS = "TraCuuThongTinCongDan", "chiTietDoanhNghiep"
HOUSEHOLD, PARCEL = "getTraCuuTtHgdByMaSoBhxh", "thuadat"
UNITS = ("MaTinhThanh", "MaQuanHuyen", "MaPhuongXa")
NEW, OLD = "address_codes;units=new", "address_codes;units=old"
NONE = "wrong_content_type"  # nothing that an address would show


@pytest.fixture(scope="module")
def later() -> Desk:
    """The registries of the day of the merger."""
    return Desk(build(Country(as_of=MERGER, scale=1e-3)))


def residence(desk: Desk, fault: str = NONE) -> list[str | None]:
    """The codes of a citizen's permanent residence, which stand in their order."""
    body = desk.sample(LOOKUP, fault).answer.body
    found = fromstring(body).find(f".//{N}ThuongTru")  # noqa: S314  # our own answer
    assert found is not None
    tags = [str(one.tag).removeprefix(N) for one in found]
    assert tags == [tag for tag in (*UNITS, "ChiTiet", "QuocGia") if tag in tags]
    return [found.findtext(f"{N}{unit}") for unit in UNITS]


def household(desk: Desk, fault: str = NONE) -> dict[str, Any]:
    (wrapped,) = json.loads(desk.sample(HOUSEHOLD, fault).answer.body).values()
    found: dict[str, Any] = wrapped["dataThongTinHgd"]
    return found


def parcel(desk: Desk, fault: str = NONE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.sample(PARCEL, fault).answer.body)
    return found


def since(code: str | None) -> Commune:
    return places.current(places.communes()[places.commune_numbers()[code or ""]], MERGER)


def test_a_citizen_lives_in_the_units_of_since_the_merger(desk: Desk) -> None:
    commune = since(residence(desk)[2])

    assert residence(desk, NEW) == [commune.province_code, None, commune.code]


def test_a_citizen_lives_in_the_units_of_before_the_merger(later: Desk) -> None:
    (_, _, code) = residence(later)
    before = places.predecessors(code or "")[0]

    found = residence(later, OLD)

    assert found == [before.province_code, before.district_code, before.code]


def test_a_household_lives_in_the_units_of_since_the_merger(desk: Desk) -> None:
    plain = household(desk)

    found = household(desk, NEW)

    home, birthplace = since(plain["maXa"]), since(plain["dsThanhVien"][0]["maXaKs"])
    member = found["dsThanhVien"][0]
    assert [found[name] for name in ("maTinh", "maHuyen", "maXa")] == [
        home.province_code,
        None,
        home.code,
    ]
    assert (member["maTinhKs"], member["maXaKs"]) == (birthplace.province_code, birthplace.code)


def test_a_parcel_has_the_key_that_it_has_on_the_day_of_the_merger(later: Desk) -> None:
    before = Desk(build(Country(scale=1e-3)))

    found, right = parcel(before, NEW), parcel(later)

    key = ("madvhc", "soto", "sothua", "madvhc_cu", "soto_cu", "matinh", "mahuyen")
    assert [found.get(name) for name in key] == [right.get(name) for name in key]


def test_a_parcel_has_the_key_and_the_units_of_before_the_merger(later: Desk) -> None:
    plain, found = parcel(later), parcel(later, OLD)

    before = places.communes()[places.commune_numbers()[plain["madvhc_cu"]]]
    assert (found["madvhc"], found["soto"]) == (plain["madvhc_cu"], plain["soto_cu"])
    assert (found["matinh"], found["mahuyen"]) == (before.province_code, before.district_code)
    assert not {"madvhc_cu", "soto_cu"} & set(found)


@pytest.mark.parametrize("operation", [LOOKUP, HOUSEHOLD, PARCEL])
def test_codes_that_are_old_already_stay(desk: Desk, operation: str) -> None:
    sending = desk.sample(operation, OLD)

    assert sending.answer.headers["X-NDXP-Fault"] == f"{OLD};changed=nothing"


@pytest.mark.parametrize("operation", [LOOKUP, DETAILS, HOUSEHOLD, PARCEL])
def test_no_address_has_a_district(desk: Desk, operation: str) -> None:
    plain = desk.plain(call(desk.registries, operation)).lower()

    body = desk.sample(operation, "missing_district").answer.body.lower()

    assert b"huyen" in plain or b"district" in plain
    assert b"huyen" not in body
    assert b"district" not in body
