"""Parcels, certificates and owners at full scale: every way leads there and back."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.cadastre import MOST_SHEETS, Cadastre
from mock_registries.country.figures import LAND_DISTRICTS, LAND_PROVINCES, PARCELS
from mock_registries.country.parcels import Land, Parcel
from mock_registries.country.places import provinces

COUNTRY = Country()
LAND, PEOPLE, ENTERPRISES = COUNTRY.land, COUNTRY.population, COUNTRY.enterprises
SMALL = Country(scale=1e-4)
COMMUNES = set(Cadastre(COUNTRY.seed, PARCELS, range(len(provinces()))).communes)
CODES = {
    *("LUC", "LUK", "LUN", "BHK", "CLN", "RSX", "NTS", "ONT", "ODT", "TMD", "SKC"),
}
parcels = st.integers(min_value=0, max_value=LAND.size - 1)
people = st.integers(min_value=0, max_value=PEOPLE.size - 1)
enterprises = st.integers(min_value=0, max_value=ENTERPRISES.size - 1)


def some(land: Land, count: int) -> list[Parcel]:
    """Parcels from all over the country."""
    return [land.parcel(turn * (land.size // count)) for turn in range(count)]


def test_there_are_as_many_parcels_as_the_source_says() -> None:
    assert LAND.size == PARCELS


@given(parcels)
def test_a_key_leads_back_to_its_parcel(index: int) -> None:
    key = LAND.key(index)
    parcel = LAND.parcel(index)

    assert LAND.index_of(*key) == index
    assert (parcel.commune.code, parcel.sheet, parcel.number) == key
    assert parcel.index == index


@given(st.sampled_from(["00001", "26734", "99999", "1", ""]), st.integers(), st.integers())
def test_any_other_key_is_no_parcel_or_that_one(code: str, sheet: int, number: int) -> None:
    index = LAND.index_of(code, sheet, number)

    assert index is None or LAND.key(index) == (code, sheet, number)


def test_no_two_parcels_share_a_key() -> None:
    keys = {LAND.key(index) for index in range(0, LAND.size, LAND.size // 100_000)}

    assert len(keys) >= 100_000


@given(st.integers(min_value=0, max_value=10**9))
def test_an_unknown_key_and_serial_have_the_right_form_and_are_nobodys(number: int) -> None:
    code, sheet, parcel = LAND.unknown_key(number)

    assert LAND.index_of(code, sheet, parcel) is None
    assert sheet >= 1
    assert parcel >= 1
    assert LAND.certificate(LAND.unknown_serial(number)) is None


@given(st.from_regex(r"[A-Z]{2} [0-9]{6}", fullmatch=True) | st.text(max_size=12))
def test_any_serial_is_a_certificate_with_that_serial_or_none(serial: str) -> None:
    certificate = LAND.certificate(serial)

    assert certificate is None or certificate.serial == serial


@given(parcels)
def test_a_certificate_its_serial_and_its_parcels_agree(index: int) -> None:
    certificate = LAND.parcel(index).certificate

    if certificate is not None:
        covered = [LAND.parcel(one) for one in certificate.parcels]
        assert LAND.certificate(certificate.serial) == certificate
        assert index in certificate.parcels
        assert [one.certificate for one in covered] == [certificate] * len(covered)
        assert {one.owners for one in covered} == {certificate.owners}
        assert len({one.commune.code for one in covered}) == 1


@given(parcels)
def test_every_owner_of_a_parcel_is_known_to_have_it(index: int) -> None:
    for owner in LAND.parcel(index).owners:
        if owner.person is None:
            company = ENTERPRISES.index_of(owner.tax_code or "")
            assert company is not None
            assert index in LAND.of_enterprise(company)
            assert owner.name == ENTERPRISES.enterprise(company).name
        else:
            assert index in LAND.of_person(owner.person.index)
            assert owner == (owner.person.name, PEOPLE.person(owner.person.index), None)


@given(people)
def test_whatever_a_person_has_names_the_person_as_owner(index: int) -> None:
    for parcel in map(LAND.parcel, LAND.of_person(index)):
        holders = [owner.person.index for owner in parcel.owners if owner.person]
        assert holders.count(index) == 1
        assert parcel.commune.province_code == PEOPLE.birth_province(index).code


@given(enterprises)
def test_whatever_an_enterprise_has_names_it_as_the_only_owner(index: int) -> None:
    for parcel in map(LAND.parcel, LAND.of_enterprise(index)):
        assert [owner.tax_code for owner in parcel.owners] == [ENTERPRISES.code(index)]


@given(parcels)
def test_two_owners_are_the_couple_that_leads_a_family(index: int) -> None:
    holders = [owner.person for owner in LAND.parcel(index).owners if owner.person]

    if len(holders) == 2:
        husband, wife = holders
        family = PEOPLE.family_number(husband.index)
        assert PEOPLE.principals(family) == (husband.index, wife.index)
        assert (husband.male, wife.male) == (True, False)


@given(parcels)
def test_areas_are_positive_and_add_up(index: int) -> None:
    parcel = LAND.parcel(index)
    areas = [area for _, area in parcel.uses]

    assert 1 <= len(areas) <= 3
    assert min(areas) > 0
    assert parcel.area == pytest.approx(sum(areas), abs=0.01)
    assert {code for code, _ in parcel.uses} <= CODES
    assert len(dict(parcel.uses)) == len(areas)


@given(parcels)
def test_dates_are_plausible(index: int) -> None:
    parcel = LAND.parcel(index)

    if parcel.until:
        assert parcel.until > COUNTRY.as_of
    if parcel.certificate:
        issued = parcel.certificate.issued
        assert date(2009, 12, 10) <= issued <= date(2022, 12, 31)
        for owner in parcel.owners:
            if owner.person:
                assert issued.year - owner.person.year > 18
            else:
                company = ENTERPRISES.index_of(owner.tax_code or "")
                assert company is not None
                assert ENTERPRISES.founded(company) <= issued


@settings(max_examples=5, deadline=None)
@given(st.integers(min_value=0, max_value=2**63))
def test_land_lies_in_as_many_districts_and_provinces_as_the_source_says(seed: int) -> None:
    cadastre = Cadastre(seed, PARCELS, range(len(provinces())))
    found = {commune.province_code for commune in cadastre.communes}

    assert len({commune.district_code for commune in cadastre.communes}) == LAND_DISTRICTS
    assert len(found) == LAND_PROVINCES
    assert {"01", "79"} <= found


@given(parcels)
def test_a_parcel_lies_in_one_of_those_communes(index: int) -> None:
    assert LAND.parcel(index).commune in COMMUNES


@settings(max_examples=5, deadline=None)
@given(st.integers(min_value=0, max_value=2**63))
def test_no_commune_has_more_than_five_hundred_sheets(seed: int) -> None:
    cadastre = Cadastre(seed, 2 * PARCELS, range(len(provinces())))

    sheets = [cadastre.key(turn * 8597)[1] for turn in range(10_000)]

    assert max(sheets) <= MOST_SHEETS


def test_parcels_are_of_many_kinds_in_a_small_country_too() -> None:
    for land in (LAND, SMALL.land):
        found = some(land, 1500)
        shares = [len(parcel.owners) for parcel in found]
        paired = [one for one in found if one.certificate and len(one.certificate.parcels) == 2]

        assert {code for one in found for code, _ in one.uses} == CODES
        assert {len(one.uses) for one in found} == {1, 2, 3}
        assert 0.05 < sum(one.owners[0].tax_code is not None for one in found) / 1500 < 0.11
        assert 0.4 < shares.count(2) / 1500 < 0.65
        assert 0.07 < sum(one.certificate is None for one in found) / 1500 < 0.17
        assert len(paired) > 50


def test_some_people_have_several_parcels_and_some_have_none() -> None:
    for country in (COUNTRY, SMALL):
        size = country.population.size
        spread = [turn * (size // 2000) + turn % 20 for turn in range(1999)]
        counts = [len(country.land.of_person(index)) for index in spread]

        assert counts.count(0) > 500
        assert max(counts) > 1


def test_a_country_of_one_block_has_land_where_its_families_are() -> None:
    tiny = Country(scale=2e-7)
    index = tiny.land.size - 1

    assert tiny.land.index_of(*tiny.land.key(index)) == index
    assert tiny.land.parcel(index).owners
