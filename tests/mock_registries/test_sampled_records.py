"""Samples that must meet conditions, as records, and as families with all that they have."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_registries import samples
from mock_registries.country import Country, places
from mock_registries.land_keys import Keys

Record = dict[str, Any]
NUMBERS = {"under": "30", "over": "30", "founded": "2020"}

# Each condition, and whether a record that was found does meet it.
MET: dict[tuple[str, str], Callable[[Country, Record], bool]] = {
    ("dancu", "under=6"): lambda _, one: int(one["NgayThangNamSinh"][:4]) >= 2016,
    ("dancu", "over=80"): lambda _, one: int(one["NgayThangNamSinh"][:4]) < 1943,
    ("dancu", "sex=female"): lambda _, one: one["GioiTinh"] == "Nữ",
    ("dancu", "born=year"): lambda _, one: len(one["NgayThangNamSinh"]) == 4,
    ("dancu", "birthplace=79"): lambda _, one: one["SoDinhDanh"].startswith("079"),
    ("dancu", "province=01"): lambda _, one: one["MaTinh"] == "01",
    ("dancu", "commune=old"): lambda _, one: places.commune_on(one["MaXa"], places.MERGER) is None,
    ("dancu", "has=old-number"): lambda _, one: len(one["SoCMND"]) == 9,
    ("dancu", "has=parcel"): lambda country, one: bool(
        country.land.of_person(index_of(country, one))
    ),
    ("dancu", "has=enterprise"): lambda country, one: bool(
        country.enterprises.of_person(index_of(country, one))
    ),
    ("dancu", "has=card"): lambda country, one: (
        country.insurance.card(index_of(country, one)) is not None
    ),
    ("dancu", "has=child"): lambda country, one: bool(
        country.population.children(index_of(country, one))
    ),
    ("bhxh", "group=TE"): lambda _, one: one["MaThe"].startswith("TE"),
    ("bhxh", "card=expired"): lambda country, one: one["DenNgay"] < str(country.as_of),
    ("bhxh", "card=none"): lambda _, one: one["MaThe"] == "",
    ("bhxh", "matched=no"): lambda country, one: (
        not country.insurance.record(country.insurance.index_of(one["MaSoBhxh"]) or 0).matched
    ),
    ("bhxh", "has=employer"): lambda country, one: (
        country.enterprises.index_of(one["MaSoDoanhNghiep"]) is not None
    ),
    ("dkdn", "status=active"): lambda _, one: one["TinhTrang"] == "Đang hoạt động",
    ("dkdn", "founded=2022"): lambda _, one: one["NgayThanhLap"].startswith("2022"),
    ("dkdn", "province=48"): lambda _, one: one["MaTinh"] == "48",
    ("dkdn", "has=branch"): lambda _, one: one["SoChiNhanh"] > 0,
    ("datdai", "owner=enterprise"): lambda _, one: len(one["MaSoDoanhNghiep"]) == 10,
    ("datdai", "owner=person"): lambda _, one: len(one["SoDinhDanhChuSuDung"]) == 12,
    ("datdai", "certificate=no"): lambda _, one: one["SoPhatHanh"] == "",
    ("datdai", "use=LUC"): lambda _, one: "LUC" in one["LoaiDat"].split(),
    ("datdai", "commune=kept"): lambda _, one: (
        places.commune_on(one["MaXa"], places.MERGER) is not None
    ),
}


def index_of(country: Country, citizen: Record) -> int:
    index = country.population.index_of(citizen["SoDinhDanh"])
    assert index is not None
    return index


@pytest.mark.parametrize(("registry", "condition"), MET)
def test_records_meet_their_condition(country: Country, registry: str, condition: str) -> None:
    found = samples.records(country, registry, 5, 1, [condition])

    assert len(found) == 5
    assert all(MET[registry, condition](country, one) for one in found)


@pytest.mark.parametrize("registry", samples.SERVICES)
def test_every_condition_that_is_listed_is_understood(country: Country, registry: str) -> None:
    for name in samples.condition_names(registry):
        key, values = name.split("=")
        for value in values.split("|"):
            wanted = f"{key}={NUMBERS.get(key, '01')}"
            condition = wanted if value == "N" else f"{key}={value}"

            assert samples.sample(country, registry, 1, 3, where=[condition])


def test_conditions_add_up(country: Country) -> None:
    where = ["sex=female", "has=spouse", "has=enterprise"]

    for one in samples.records(country, "dancu", 3, 1, where):
        assert one["GioiTinh"] == "Nữ"
        assert country.enterprises.of_person(index_of(country, one))


def test_since_the_merger_records_of_parcels_have_the_new_keys() -> None:
    country = Country(as_of=places.MERGER, scale=0.001)
    found: list[Record] = samples.records(country, "datdai", 20, 1)

    for one in found:
        assert places.commune_on(one["MaXa"], places.MERGER) is not None
        index = Keys(country.land, country.as_of).find(one["MaXa"], one["SoTo"], one["SoThua"])
        assert index is not None
        assert country.land.parcel(index).area == one["DienTich"]


def test_requests_and_records_are_of_the_same_people(country: Country) -> None:
    asked = samples.sample(country, "dancu", 10, 4, where=["under=6"])
    known = samples.records(country, "dancu", 10, 4, ["under=6"])

    assert [one["SoDinhDanh"] for one in asked] == [one["SoDinhDanh"] for one in known]


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("color=red", "is no condition of dancu; there are: under=N"),
        ("has=yacht", "has=card|child"),
        ("under=six", "under=N"),
        ("under", "under=N"),
    ],
)
def test_a_condition_that_is_none_lists_those_that_are(
    country: Country, condition: str, reason: str
) -> None:
    with pytest.raises(ValueError, match="is no condition") as refused:
        samples.sample(country, "dancu", 1, 1, where=[condition])

    assert reason in str(refused.value)


@pytest.mark.parametrize("condition", ["province=1", "province=00", "birthplace=97"])
def test_a_province_that_does_not_exist_is_not_looked_for(country: Country, condition: str) -> None:
    with pytest.raises(ValueError, match="names no province"):
        samples.sample(country, "dancu", 1, 1, where=[condition])


def test_what_nobody_meets_is_said_to_be_met_by_nobody() -> None:
    with pytest.raises(ValueError, match="only 0 found where under=6 and has=enterprise"):
        samples.sample(Country(scale=1e-4), "dancu", 1, 1, where=["under=6", "has=enterprise"])


@pytest.mark.parametrize("service", ["danhSachHoSo", "danhSachHoSoTrongNgay"])
def test_a_period_takes_no_condition(country: Country, service: str) -> None:
    with pytest.raises(ValueError, match=f"{service} asks for a period"):
        samples.sample(country, "dkdn", 1, 1, service, ["has=branch"])


def test_a_condition_on_a_parcel_holds_for_the_owner_that_is_asked_about(country: Country) -> None:
    asked = samples.sample(country, "datdai", 5, 1, "traCuuChuSuDung", ["owner=enterprise"])

    assert [list(one) for one in asked] == [["MaSoDoanhNghiep"]] * 5


def test_a_family_comes_with_its_cards_enterprise_and_parcels(country: Country) -> None:
    (family,) = samples.families(country, 1, 5)
    identities = {one["SoDinhDanh"] for one in family["NguoiDan"]}
    cards = {one["MaThe"] for one in family["BaoHiem"]}

    assert len({one["SoDinhDanhChuHo"] for one in family["NguoiDan"]}) == 1
    assert family["NguoiDan"][0]["SoDinhDanhChuHo"] in identities
    assert any(one["QuanHe"] == "Con" for one in family["NguoiDan"])
    assert all(len(str(card)) == 15 for card in cards)
    assert family["DoanhNghiep"]
    assert {one["SoDinhDanhChuSuDung"] for one in family["ThuaDat"]} <= identities
    assert len(family["YeuCau"]) == sum(
        len(family[name]) for name in ("NguoiDan", "BaoHiem", "DoanhNghiep", "ThuaDat")
    )


def test_families_are_distinct_and_repeatable(country: Country) -> None:
    first, again = (samples.families(country, 4, 8) for _ in range(2))

    assert first == again
    assert len({str(family["NguoiDan"][0]["SoDinhDanh"]) for family in first}) == 4


def test_a_country_too_small_for_such_a_family_says_so() -> None:
    with pytest.raises(ValueError, match="families with children, enterprise and parcel"):
        samples.families(Country(scale=1e-9), 1, 1)
