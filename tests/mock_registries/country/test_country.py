"""Enterprises, dossiers, insurance and land: both ways, and in agreement with the people."""

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.enterprises import check_digit
from mock_registries.country.places import communes, provinces

COUNTRY = Country()
LARGE = Country(people=99_000_000)
DIGEST = "a173ba225226e17dea5bcd1e660aaa219e107fc4823a2839d2103578a948a3de"


@given(st.integers(min_value=0, max_value=LARGE.enterprises.size - 1))
def test_a_tax_code_leads_back_to_its_enterprise(index: int) -> None:
    code = LARGE.enterprises.code(index)

    assert LARGE.enterprises.index_of(code) == index
    assert check_digit(code[:9]) == int(code[9])
    assert code[2:9] != "0000000"


@given(st.from_regex(r"\A[0-9]{10}\Z"))
def test_ten_digits_are_nobodys_or_belong_to_the_enterprise_found(code: str) -> None:
    index = LARGE.enterprises.index_of(code)

    assert index is None or LARGE.enterprises.code(index) == code


def test_the_check_digit_is_that_of_a_published_tax_code() -> None:
    assert check_digit("010010910") == 6  # a telecommunications group's


def test_an_enterprise_is_led_and_owned_by_grown_up_people() -> None:
    for index in range(COUNTRY.enterprises.size):
        enterprise = COUNTRY.enterprises.enterprise(index)
        owners = [share.person for share in enterprise.shares]
        leaders = [person for person, _ in enterprise.representatives]

        assert sum(share.percent for share in enterprise.shares) == 100
        assert all(share.percent > 0 for share in enterprise.shares)
        assert all(enterprise.founded.year - one.year >= 18 for one in owners + leaders)
        assert all(COUNTRY.population.person(one.index) == one for one in owners + leaders)


def test_an_enterprise_is_among_the_dossiers_of_its_founding() -> None:
    for index in range(0, COUNTRY.enterprises.size, 7):
        day = COUNTRY.enterprises.founded(index)
        dossiers = COUNTRY.dossiers.page(day, day, 0, 100)

        assert index in [one.enterprise for one in dossiers if one.kind == "Thành lập mới"]


def test_pages_of_dossiers_add_up_to_the_whole() -> None:
    first, last = date(2022, 12, 26), date(2022, 12, 30)
    whole = COUNTRY.dossiers.page(first, last, 0, 100)

    pages = [one for at in range(0, 100, 3) for one in COUNTRY.dossiers.page(first, last, at, 3)]

    assert pages == whole
    assert len(whole) == COUNTRY.dossiers.count(first, last) > 3


def test_no_dossier_came_in_after_the_date_of_the_country() -> None:
    assert COUNTRY.dossiers.count(date(2023, 1, 2), date(2023, 1, 6)) == 0


@given(st.integers(min_value=0, max_value=LARGE.population.size - 1))
def test_an_insurance_number_leads_back_to_its_holder(index: int) -> None:
    assert LARGE.insurance.index_of(LARGE.insurance.number(index)) == index


def test_a_card_holds_group_benefit_province_and_number() -> None:
    cards = [COUNTRY.insurance.card(index) for index in range(1000)]
    held = [card for card in cards if card is not None]

    assert 850 < len(held) < 970
    assert all(len(card.code) == 15 and card.code[2] in "12345" for card in held)
    assert all(card.code[5:] == COUNTRY.insurance.number(card.holder.index) for card in held)
    assert any(not card.valid_on(COUNTRY.as_of) for card in held)


@given(st.integers(min_value=0, max_value=LARGE.land.size - 1))
def test_a_parcels_key_leads_back_to_it(index: int) -> None:
    assert LARGE.land.index_of(*LARGE.land.key(index)) == index


def test_parcel_and_certificate_name_each_other() -> None:
    shared = 0
    for index in range(600):
        parcel = COUNTRY.land.parcel(index)
        if parcel.certificate is None:
            continue
        found = COUNTRY.land.certificate(parcel.certificate.serial)
        shared += len(parcel.certificate.parcels) > 1

        assert found == parcel.certificate
        assert index in found.parcels
        assert found.owners == parcel.owners
    assert shared > 0


@given(st.text(max_size=10) | st.from_regex(r"\A[A-Z]{2} [0-9]{6}\Z"))
def test_a_serial_is_nobodys_or_that_of_the_certificate_found(serial: str) -> None:
    found = LARGE.land.certificate(serial)

    assert found is None or found.serial == serial


def test_places_are_whole() -> None:
    assert len(provinces()) == 63
    assert len({commune.code for commune in communes()}) == len(communes()) == 63 * 16
    assert all(len(one.code) == 5 and len(one.district_code) == 3 for one in communes())


def test_a_date_before_the_youngest_is_refused() -> None:
    with pytest.raises(ValueError, match="2022-12-31"):
        Country(as_of=date(2022, 12, 30))


def test_the_country_of_a_seed_never_changes() -> None:
    """If this fails, every stored log, sample and document about seed 2022 is wrong."""
    records = [
        [
            str(COUNTRY.population.person(index * 33)),
            str(COUNTRY.enterprises.enterprise(index % COUNTRY.enterprises.size)),
            str(COUNTRY.insurance.card(index * 33)),
            str(COUNTRY.land.parcel(index * 16)),
            str(COUNTRY.dossiers.page(date(2022, 12, 1 + index % 30), date(2022, 12, 31), 0, 9)),
        ]
        for index in range(300)
    ]

    digest = hashlib.sha256(json.dumps(records).encode()).hexdigest()

    assert digest == DIGEST


def test_another_seed_is_another_country() -> None:
    other = Country(seed=2023)

    assert other.population.person(0) != COUNTRY.population.person(0)
    assert other.enterprises.code(0) != COUNTRY.enterprises.code(0)
