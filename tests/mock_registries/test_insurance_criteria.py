"""Searching the insurer's warehouse by criteria."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.country import Country, households
from mock_registries.country.cards import Card
from mock_registries.country.mismatches import Insured, Mismatch
from mock_registries.registry import Registry
from tests.mock_registries.asking_of_cards import card_in_order
from tests.mock_registries.contracts import Contract

Post = Callable[[str, object], tuple[int, Any]]
NUMBERS, HOUSEHOLDS = "getMaSoBhxhTheoTieuChi", "getTraCuuThongTinHgd"
# Records of which the warehouse has too little to lead a search to them.
UNSEARCHABLE = (Mismatch.NO_MIDDLE_NAME, Mismatch.YEAR_ONLY)
reading_registries = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def contract(registries: Mapping[str, Registry]) -> Contract:
    return Contract(registries["bhxh"])


@pytest.fixture
def card(country: Country) -> Card:
    return card_in_order(country)


def criteria(record: Insured, **other: str) -> dict[str, str]:
    """Criteria that agree with a record of the warehouse; the place is missing."""
    return {
        "hoTen": record.name.upper(),
        "ngaySinh": record.born.replace("-", ""),
        "loaiNgaySinh": "1" if len(record.born) == 4 else "0",
        "gioiTinh": "1" if record.male else "2",
        **other,
    }


def listed(data: object) -> list[Any]:
    """What a search has found, one or many."""
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


@reading_registries
@given(st.data())
def test_criteria_lead_to_whatever_the_warehouse_has(
    country: Country, post: Post, contract: Contract, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, country.population.size - 1))
    if not country.insurance.insured(index):
        return
    record = country.insurance.record(index)
    place = record.birthplace
    where = data.draw(
        st.sampled_from(
            [{}, {"maHuyenKs": place.district_code}, {"maXaKs": place.code, "isKs": "1"}]
        )
    )

    status, answer = post(NUMBERS, criteria(record, maTinhKs=place.province_code, **where))

    found = listed(answer["TST_GetMaSoBhxhTheoTieuChiResponse"]["dataThongTin"])
    assert (record.number in [one["maSoBhxh"] for one in found]) == (
        record.mismatch not in UNSEARCHABLE
    )
    contract.check(f"/apiBHXH/{NUMBERS}", status, answer)


@settings(reading_registries, max_examples=15)
@given(st.data())
def test_a_household_is_found_where_it_lives(
    country: Country, post: Post, contract: Contract, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, country.population.size - 1))
    if not country.insurance.insured(index):
        return
    record = country.insurance.record(index)
    home = households.home(country.population, index).commune
    wanted = criteria(record, maTinh=home.province_code, isKs="0", soSo=record.number)

    status, answer = post(HOUSEHOLDS, wanted)

    found = listed(answer["TST_GetTraCuuThongTinHgdResponse"]["dataThongTinHgd"])
    expected = [] if record.mismatch in UNSEARCHABLE else [record.number]
    assert [one["maSo"] for one in found] == expected
    assert all(home.name in one["diaChi"] for one in found)
    contract.check(f"/apiBHXH/{HOUSEHOLDS}", status, answer)


def test_a_search_by_household_looks_elsewhere_than_one_by_birth(
    country: Country, post: Post
) -> None:
    """Somebody who was born in one province and lives in another."""
    people = (n for n in range(5000) if country.insurance.insured(n))
    records = (country.insurance.record(n) for n in people)
    record, home = next(
        (one, home)
        for one in records
        if one.matched
        and (home := households.home(country.population, one.index).commune.province_code)
        != one.birthplace.province_code
    )

    def found(province: str, by_birth: str) -> bool:
        _, answer = post(NUMBERS, criteria(record, maTinhKs=province, isKs=by_birth))
        data = listed(answer["TST_GetMaSoBhxhTheoTieuChiResponse"]["dataThongTin"])
        return record.number in [one["maSoBhxh"] for one in data]

    assert found(record.birthplace.province_code, "1")
    assert not found(record.birthplace.province_code, "0")
    assert found(home, "0")
    assert not found(home, "1")


def test_a_card_narrows_a_search_for_a_household(country: Country, post: Post, card: Card) -> None:
    record = card.holder
    wanted = criteria(record, maTinh=record.birthplace.province_code)

    _, found = post(HOUSEHOLDS, {**wanted, "maThe": card.code})
    _, other = post(HOUSEHOLDS, {**wanted, "maThe": "QN" + card.code[2:]})

    data = found["TST_GetTraCuuThongTinHgdResponse"]["dataThongTinHgd"]
    assert data["maSo"] == record.number
    assert data["maHo"] == country.insurance.household_code(record.index)
    assert other["TST_GetTraCuuThongTinHgdResponse"]["errorCode"] == "DATA_NOT_FOUND"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"hoTen": "Nguyễn Văn Không"}, "DATA_NOT_FOUND"),
        ({"maTinhKs": "99"}, "DATA_NOT_FOUND"),
        ({"loaiNgaySinh": "2", "ngaySinh": "198001"}, "DATA_NOT_FOUND"),
        ({"loaiNgaySinh": "1", "ngaySinh": "0000"}, "DATA_NOT_FOUND"),
        ({"ngaySinh": "99991231"}, "DATA_NOT_FOUND"),
        ({"ngaySinh": "00010101"}, "DATA_NOT_FOUND"),
        ({"maHuyenKs": "999", "maXaKs": "99999"}, "DATA_NOT_FOUND"),
        ({"maTinhKs": "99", "isKs": "0"}, "DATA_NOT_FOUND"),
        ({"hoTen": " "}, "INVALID_PARAM"),
        ({"hoTen": "a" * 201}, "INVALID_PARAM"),
        ({"hoTen": "\ud800 \0"}, "DATA_NOT_FOUND"),
        ({"maTinhKs": "079"}, "INVALID_PARAM"),
        ({"maHuyenKs": "1"}, "INVALID_PARAM"),
        ({"maXaKs": "0000a"}, "INVALID_PARAM"),
        ({"isKs": "2"}, "INVALID_PARAM"),
        ({"gioiTinh": "0"}, "INVALID_PARAM"),
        ({"loaiNgaySinh": "1"}, "INVALID_PARAM"),
        ({"loaiNgaySinh": "2", "ngaySinh": "198013"}, "INVALID_PARAM"),
        ({"loaiNgaySinh": ""}, "INVALID_PARAM"),
        ({"ngaySinh": "19800230"}, "INVALID_PARAM"),
    ],
)
def test_other_criteria_find_nobody_or_are_refused(
    post: Post, contract: Contract, wrong: dict[str, str], error: str
) -> None:
    right = {
        "hoTen": "Nguyễn Văn Nam",
        "ngaySinh": "19800131",
        "loaiNgaySinh": "0",
        "gioiTinh": "1",
        "maTinhKs": "79",
    }

    status, answer = post(NUMBERS, {**right, **wrong})

    found = answer["TST_GetMaSoBhxhTheoTieuChiResponse"]
    assert (found["dataThongTin"], found["errorCode"]) == (None, error)
    contract.check(f"/apiBHXH/{NUMBERS}", status, answer)


@pytest.mark.parametrize(
    "wrong", [{"maTinh": "1"}, {"soSo": "1"}, {"maThe": "DN9"}, {"isKs": "x"}, {"hoTen": ""}]
)
def test_malformed_criteria_of_a_household_are_refused(
    post: Post, card: Card, wrong: dict[str, str]
) -> None:
    right = criteria(card.holder, maTinh=card.holder.birthplace.province_code)

    _, answer = post(HOUSEHOLDS, {**right, **wrong})

    assert answer["TST_GetTraCuuThongTinHgdResponse"] == {
        "successful": False,
        "dataThongTinHgd": None,
        "errorCode": "INVALID_PARAM",
    }
