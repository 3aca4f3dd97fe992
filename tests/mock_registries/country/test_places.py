"""The provinces, districts and communes, before and since the merger, and the way between them."""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country.places import (
    MERGER,
    Commune,
    Province,
    address,
    commune_numbers,
    commune_on,
    communes,
    communes_on,
    current,
    district_numbers,
    districts,
    predecessors,
    province_numbers,
    province_on,
    provinces,
    provinces_on,
)

DAY_BEFORE = MERGER - timedelta(days=1)
# Nghị quyết 202/2025/QH15: the 23 provinces and cities that were merged, by the codes of both lists.
MERGED = {
    "08": "02 08",  # Tuyên Quang: Hà Giang, Tuyên Quang
    "15": "10 15",  # Lào Cai: Lào Cai, Yên Bái
    "19": "06 19",  # Thái Nguyên: Bắc Kạn, Thái Nguyên
    "24": "24 27",  # Bắc Ninh: Bắc Giang, Bắc Ninh
    "25": "17 25 26",  # Phú Thọ: Hoà Bình, Phú Thọ, Vĩnh Phúc
    "31": "30 31",  # Hải Phòng: Hải Dương, Hải Phòng
    "33": "33 34",  # Hưng Yên: Hưng Yên, Thái Bình
    "37": "35 36 37",  # Ninh Bình: Hà Nam, Nam Định, Ninh Bình
    "44": "44 45",  # Quảng Trị: Quảng Bình, Quảng Trị
    "48": "48 49",  # Đà Nẵng: Đà Nẵng, Quảng Nam
    "51": "51 62",  # Quảng Ngãi: Quảng Ngãi, Kon Tum
    "52": "52 64",  # Gia Lai: Bình Định, Gia Lai
    "56": "56 58",  # Khánh Hòa: Khánh Hòa, Ninh Thuận
    "66": "54 66",  # Đắk Lắk: Phú Yên, Đắk Lắk
    "68": "60 67 68",  # Lâm Đồng: Bình Thuận, Đắk Nông, Lâm Đồng
    "75": "70 75",  # Đồng Nai: Bình Phước, Đồng Nai
    "79": "74 77 79",  # Hồ Chí Minh: Bình Dương, Bà Rịa - Vũng Tàu, Hồ Chí Minh
    "80": "72 80",  # Tây Ninh: Tây Ninh, Long An
    "82": "82 87",  # Đồng Tháp: Tiền Giang, Đồng Tháp
    "86": "83 84 86",  # Vĩnh Long: Bến Tre, Trà Vinh, Vĩnh Long
    "91": "89 91",  # An Giang: An Giang, Kiên Giang
    "92": "92 93 94",  # Cần Thơ: Cần Thơ, Hậu Giang, Sóc Trăng
    "96": "95 96",  # Cà Mau: Bạc Liêu, Cà Mau
}
ISLANDS = {
    "Đặc khu Bạch Long Vĩ",
    "Đặc khu Cồn Cỏ",
    "Đặc khu Hoàng Sa",
    "Đặc khu Lý Sơn",
    "Đặc khu Côn Đảo",
}

old_communes = st.sampled_from(communes())
numbers = st.integers(min_value=0, max_value=2**64 - 1)


def province(code: str, day: date) -> Province:
    found = province_on(code, day)
    assert found is not None
    return found


def test_before_the_merger_there_are_63_provinces_705_districts_and_10603_communes() -> None:
    assert (len(provinces()), len(districts()), len(communes())) == (63, 705, 10_603)
    assert provinces_on(DAY_BEFORE) == provinces()
    assert communes_on(DAY_BEFORE) == communes()


def test_since_the_merger_there_are_34_provinces_3321_communes_and_no_district() -> None:
    merged = provinces_on(MERGER)

    assert (len(merged), sum(len(one.communes) for one in merged)) == (34, 3_321)
    assert [commune for one in merged for commune in one.communes] == list(communes_on(MERGER))
    assert not any(one.districts for one in merged)
    assert not any(commune.district_code or commune.district for commune in communes_on(MERGER))


def test_2621_rural_communes_687_wards_and_13_special_zones_came_of_the_merger() -> None:
    kinds = [commune.name.split()[0] for commune in communes_on(MERGER)]

    assert {kind: kinds.count(kind) for kind in kinds} == {"Xã": 2621, "Phường": 687, "Đặc": 13}


@pytest.mark.parametrize("day", [DAY_BEFORE, MERGER])
def test_a_code_is_well_formed_and_unique_in_its_time(day: date) -> None:
    two, five = [one.code for one in provinces_on(day)], [one.code for one in communes_on(day)]

    assert all(re.fullmatch(r"\d{2}", code) for code in two)
    assert all(re.fullmatch(r"\d{5}", code) for code in five)
    assert two == sorted(set(two))
    assert len(set(five)) == len(five)


def test_a_district_has_a_code_of_its_own_and_says_where_it_lies() -> None:
    assert all(re.fullmatch(r"\d{3}", one.code) for one in districts())
    assert len(district_numbers()) == len(districts())
    for one in districts():
        assert districts()[district_numbers()[one.code]] is one
        assert province_on(one.province_code, DAY_BEFORE) in provinces()
        assert {(c.district_code, c.district) for c in one.communes} <= {(one.code, one.name)}


def test_only_island_districts_have_no_commune() -> None:
    empty = {one.name.removeprefix("Huyện ") for one in districts() if not one.communes}

    assert empty == {name.removeprefix("Đặc khu ") for name in ISLANDS}


@pytest.mark.parametrize("day", [DAY_BEFORE, MERGER])
def test_a_name_is_composed_spaced_once_and_capitalised(day: date) -> None:
    names = [one.name for one in provinces_on(day)]
    names += [one.name for one in districts()] + [one.name for one in communes_on(day)]

    for name in names:
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        words = set(name.split()) - {"phố", "xã", "trấn", "khu"}
        assert not any(word[0].islower() for word in words)


@pytest.mark.parametrize("day", [DAY_BEFORE, MERGER])
def test_no_two_communes_of_one_unit_above_share_a_name(day: date) -> None:
    named = [(one.province_code, one.district_code, one.name) for one in communes_on(day)]

    assert len(set(named)) == len(named)


@given(old_communes)
def test_a_commune_is_found_by_its_code(commune: Commune) -> None:
    assert commune_on(commune.code, DAY_BEFORE) is commune
    assert communes()[commune_numbers()[commune.code]] is commune
    assert commune in provinces()[province_numbers()[commune.province_code]].communes


@given(old_communes, st.dates(max_value=DAY_BEFORE))
def test_before_the_merger_a_commune_is_called_what_it_is_called(
    commune: Commune, day: date
) -> None:
    assert current(commune, day) is commune


@given(st.sampled_from(communes_on(MERGER)), st.dates())
def test_a_commune_of_since_the_merger_stays_what_it_is(commune: Commune, day: date) -> None:
    assert current(commune, day) is commune


def test_every_commune_went_into_one_that_names_it_among_its_predecessors() -> None:
    parts = {one.code: predecessors(one.code) for one in communes_on(MERGER)}

    assert all(commune in parts[current(commune, MERGER).code] for commune in communes())
    assert sum(len(one) for one in parts.values()) == len(communes())


def test_predecessors_come_in_the_order_of_their_codes() -> None:
    for one in communes_on(MERGER):
        codes = [commune.code for commune in predecessors(one.code)]
        assert codes == sorted(codes)


def test_only_the_island_zones_have_no_predecessor() -> None:
    assert {one.name for one in communes_on(MERGER) if not predecessors(one.code)} == ISLANDS
    assert predecessors("99999") == ()


def test_provinces_were_merged_as_the_resolution_says() -> None:
    origins: dict[str, set[str]] = {}
    for commune in communes():
        new = current(commune, MERGER).province_code
        origins.setdefault(new, set()).add(commune.province_code)
    merged = {new: " ".join(sorted(old)) for new, old in origins.items() if len(old) > 1}
    unchanged = {new for new, old in origins.items() if old == {new}}

    assert merged == MERGED
    assert sum(len(old.split()) for old in merged.values()) == 52
    assert " ".join(sorted(unchanged)) == "01 04 11 12 14 20 22 38 40 42 46"


@pytest.mark.parametrize(
    ("code", "before", "since"),
    [
        ("15", "Yên Bái", "Lào Cai"),
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("44", "Quảng Bình", "Quảng Trị"),
        ("52", "Bình Định", "Gia Lai"),
        ("80", "Long An", "Tây Ninh"),
        ("82", "Tiền Giang", "Đồng Tháp"),
        ("91", "Kiên Giang", "An Giang"),
    ],
)
def test_a_code_means_another_province_since_the_merger(code: str, before: str, since: str) -> None:
    assert province(code, DAY_BEFORE).name == f"Tỉnh {before}"
    assert province(code, MERGER).name == f"Tỉnh {since}"


@pytest.mark.parametrize("code", ["10", "27", "45", "64", "72", "87", "89"])
def test_a_code_may_be_gone_since_the_merger(code: str) -> None:
    assert province_on(code, DAY_BEFORE) is not None
    assert province_on(code, MERGER) is None


def test_a_commune_code_means_another_place_since_the_merger() -> None:
    before, since = commune_on("00004", DAY_BEFORE), commune_on("00004", MERGER)

    assert before is not None
    assert since is not None
    assert (before.name, since.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert current(before, MERGER) is since


@pytest.mark.parametrize("day", [DAY_BEFORE, MERGER])
@given(st.integers(0, 99_999).map("{:05}".format) | st.text(max_size=6))
def test_a_code_that_nobody_bears_means_nothing(day: date, code: str) -> None:
    known = {one.code for one in communes_on(day)}

    assert (commune_on(code, day) is None) == (code not in known)


def test_an_address_names_the_district_only_where_there_is_one() -> None:
    before = commune_on("00004", DAY_BEFORE)
    assert before is not None
    home = address(before, 7)
    moved = home._replace(commune=current(before, MERGER))

    assert home.text() == ("Số 8, đường Lê Lợi, Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội")
    assert moved.text() == "Số 8, đường Lê Lợi, Phường Ba Đình, Thành phố Hà Nội"


@given(old_communes, numbers)
def test_an_address_has_a_street_in_town_and_a_hamlet_elsewhere(
    commune: Commune, number: int
) -> None:
    detail = address(commune, number).detail
    pattern = r"Số \d{1,3}, đường \D+" if commune.urban else r"(Thôn|Ấp) \d{1,2}"

    assert re.fullmatch(pattern, detail)


@given(st.sampled_from(provinces()), numbers)
def test_a_province_chooses_one_of_its_communes(one: Province, number: int) -> None:
    assert one.commune(number).province_code == one.code


def test_the_merged_provinces_have_the_inhabitants_of_their_parts() -> None:
    assert province("01", DAY_BEFORE).inhabitants == province("01", MERGER).inhabitants
    for new, old in MERGED.items():
        parts = [province(code, DAY_BEFORE).inhabitants for code in old.split()]
        assert province(new, MERGER).inhabitants == sum(parts)


def test_the_weights_add_up_to_the_country_and_the_two_big_cities_lead() -> None:
    ranked = sorted(provinces(), key=lambda one: -one.inhabitants)

    assert sum(one.inhabitants for one in ranked) == pytest.approx(9_946, rel=0.01)
    assert [one.code for one in ranked[:2]] == ["79", "01"]
