"""`ndxp sample`: requests, records and linked sets, in three forms."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from gateway.formats import FORMATS
from mock_registries.country import DEFAULT_AS_OF, DEFAULT_SEED
from ndxp.registries import CountrySettings


def test_a_sample_is_a_lookup_of_a_person(ndxp: Any) -> None:
    (person,) = ndxp("sample", "dancu", "-n", "1", "--json").json

    assert person.keys() == {"SoDinhDanh", "HoVaTen", "NgayThangNamSinh"}
    assert FORMATS["vn-identity-number"](person["SoDinhDanh"])


@pytest.mark.parametrize(
    ("registry", "service"),
    [
        ("dkdn", "danhSachHoSo"),
        ("bhxh", "kiemTraTheBhyt"),
        ("datdai", "traCuuGiayChungNhan"),
    ],
)
def test_a_service_may_be_named(ndxp: Any, registry: str, service: str) -> None:
    ran = ndxp("sample", registry, "--service", service, "-n", "2")

    assert ran.code == 0
    assert len(ran.out.splitlines()) == 2


def test_a_service_of_another_registry_is_refused(ndxp: Any) -> None:
    ran = ndxp("sample", "dancu", "--service", "danhSachHoSo")

    assert ran.code == 2
    assert "dancu has no service danhSachHoSo" in ran.err


def test_records_that_meet_conditions_are_printed_as_csv(ndxp: Any) -> None:
    ran = ndxp("sample", "datdai", "--records", "--csv", "-n", "3", "--where", "owner=enterprise")
    found = list(csv.DictReader(io.StringIO(ran.out)))

    assert len(found) == 3
    assert all(one["MaSoDoanhNghiep"] and not one["SoDinhDanhChuSuDung"] for one in found)


def test_a_wrong_condition_lists_those_that_there_are(ndxp: Any) -> None:
    ran = ndxp("sample", "dancu", "--where", "rich=yes")

    assert ran.code == 2
    assert "'rich=yes' is no condition of dancu; there are: under=N" in ran.err


def test_a_family_is_printed_with_requests_about_all_it_has(ndxp: Any) -> None:
    (family,) = ndxp("sample", "--scenario", "family", "--json").json

    assert {one["HeThong"] for one in family["YeuCau"]} == {"dancu", "bhxh", "dkdn", "datdai"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "name one registry (dancu, dkdn, bhxh, datdai) or --scenario family"),
        (("dancu", "--scenario", "family"), "name one registry"),
        (("--scenario", "family", "--csv"), "--scenario takes neither"),
        (("dancu", "--records", "--service", "TraCuuThongTinCongDan"), "--service chooses"),
        (("dancu", "--scale", "0"), "the scale is above 0 and at most 2"),
        (("dancu", "--as-of", "2020-01-01"), "the country begins on 2022-12-31"),
        (("dancu", "--as-of", "yesterday"), "yesterday is no date YYYY-MM-DD"),
        (("dkdn", "--scale", "0.00001", "-n", "50"), "has only 10 records"),
    ],
)
def test_what_does_not_go_together_is_refused(
    ndxp: Any, words: tuple[str, ...], reason: str
) -> None:
    ran = ndxp("sample", *words)

    assert ran.code == 2
    assert reason in ran.err


def test_scale_seed_and_date_choose_the_country(ndxp: Any) -> None:
    def people(*words: str) -> list[dict[str, str]]:
        lines = ndxp("sample", "dancu", "--records", "-n", "40", *words).out.splitlines()
        return [json.loads(line) for line in lines]

    usual, small = people(), people("--scale", "0.001")
    other, later = people("--country-seed", "7"), people("--as-of", "2026-01-01")

    assert usual != small
    assert usual != other
    assert [one["SoDinhDanh"] for one in usual] == [one["SoDinhDanh"] for one in later]
    assert [one["MaXa"] for one in usual] != [one["MaXa"] for one in later]


def test_the_country_of_the_commands_is_that_of_the_registries() -> None:
    assert CountrySettings() == CountrySettings(seed=DEFAULT_SEED, as_of=DEFAULT_AS_OF, scale=1.0)
    assert CountrySettings().as_of == date(2022, 12, 31)
