"""Cards, households and treatments at the insurer."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country, households
from mock_registries.country.cards import COVERED_PER_1000, Card
from mock_registries.country.figures import INSURED_PER_1000
from mock_registries.country.permutation import permute

COUNTRY = Country()
INSURANCE = COUNTRY.insurance
PEOPLE = COUNTRY.population.size
PERCENT = {"1": 100, "2": 100, "3": 95, "4": 80}

indices = st.integers(min_value=0, max_value=PEOPLE - 1)
insured_indices = indices.filter(INSURANCE.insured)


def drawn(count: int) -> list[int]:
    return [permute(turn, PEOPLE, 13) for turn in range(count)]


def cards(count: int) -> list[Card]:
    found = (INSURANCE.card(index) for index in drawn(count))
    return [card for card in found if card is not None]


@given(indices)
def test_a_card_s_code_is_group_benefit_province_and_number(index: int) -> None:
    card = INSURANCE.card(index)

    if card is not None:
        home = households.home(COUNTRY.population, index).commune
        assert re.fullmatch(r"[A-Z]{2}[1-5][0-9]{12}", card.code)
        assert card.percent == PERCENT[card.code[2]]
        assert card.code[3:5] == home.province_code
        assert card.code[5:] == card.holder.number == INSURANCE.number(index)
        assert card.holder == INSURANCE.record(index)
        assert card.hospital_code[:2] == home.province_code


@given(indices)
def test_a_card_is_found_by_its_code(index: int) -> None:
    card = INSURANCE.card(index)

    if card is not None:
        other = ("DN4" if card.code[:3] == "GD4" else "GD4") + card.code[3:]
        assert INSURANCE.by_card(card.code) == card
        assert INSURANCE.by_card(other) is None


@given(st.text(max_size=16))
def test_no_other_text_is_a_card(text: str) -> None:
    card = INSURANCE.by_card(text)

    assert card is None or card.code == text


def test_the_group_fits_age_and_employer() -> None:
    for card in cards(3000):
        age, letters = 2022 - card.holder.year, card.code[:2]

        assert (letters == "TE") == (age < 6)
        assert (letters == "DN") == (INSURANCE.employer(card.holder.index) is not None)
        assert letters != "HS" or 6 <= age < 18
        assert letters != "HT" or age >= 62


def test_the_share_of_the_covered_is_the_insurers() -> None:
    covered = sum(map(INSURANCE.covered, drawn(200_000)))

    assert covered / 200_000 == pytest.approx(
        COVERED_PER_1000 * INSURED_PER_1000 / 10**6, abs=0.003
    )


@given(indices)
def test_covered_is_who_has_a_card_in_force(index: int) -> None:
    card = INSURANCE.card(index)

    in_force = card is not None and card.valid_on(COUNTRY.as_of)

    assert INSURANCE.covered(index) == in_force


def test_a_few_cards_have_run_out_but_no_small_child_s() -> None:
    found = cards(5000)

    expired = [card for card in found if not card.valid_on(COUNTRY.as_of)]

    assert 0.01 < len(expired) / len(found) < 0.05
    assert all(card.code[:2] != "TE" for card in expired)


def test_cards_run_for_a_year_but_a_small_child_s_to_the_age_of_school() -> None:
    for card in cards(2000):
        days = (card.valid_until - card.valid_from).days + 1
        if card.code.startswith("TE"):
            assert card.valid_from.isoformat().startswith(card.holder.born)
            assert card.valid_until.year == card.holder.year + 6
            assert card.valid_until >= date(card.holder.year + 6, 9, 30)
        else:
            assert days == 365
        assert card.five_years.year >= card.holder.year + 5


def test_a_hospital_code_names_one_place() -> None:
    places = {(card.hospital_code, card.hospital) for card in cards(5000)}

    assert len({code for code, _ in places}) == len(places)
    assert all(re.fullmatch(r"[0-9]{5}", code) for code, _ in places)


@given(indices)
def test_a_household_s_code_leads_to_its_first_member(index: int) -> None:
    code = INSURANCE.household_code(index)

    first = INSURANCE.household(code)

    assert re.fullmatch(r"[0-9]{10}", code)
    assert first == COUNTRY.population.family(index)[0].index
    assert INSURANCE.household_code(first) == code


@given(st.from_regex(r"\A[0-9]{10}\Z") | st.text(max_size=11))
def test_any_other_code_is_no_household_s(code: str) -> None:
    first = INSURANCE.household(code)

    assert first is None or INSURANCE.household_code(first) == code


@given(insured_indices)
def test_a_household_list_holds_the_insured_of_the_family(index: int) -> None:
    family = [person.index for person in COUNTRY.population.family(index)]

    members = INSURANCE.members(index)

    listed = [member.record.index for member in members]
    assert listed == [one for one in family if INSURANCE.insured(one)]
    assert index in listed
    assert {INSURANCE.household_code(one) for one in listed} == {INSURANCE.household_code(index)}
    assert {INSURANCE.members(one) for one in listed} == {members}
    assert sum(member.relation == "head" for member in members) <= 1


@given(indices)
def test_treatments_lie_between_birth_and_the_date_of_the_country(index: int) -> None:
    visits = INSURANCE.visits(index)
    born = COUNTRY.population.person(index).born

    assert len(visits) <= 6
    assert not visits or INSURANCE.covered(index)
    assert list(visits) == sorted(visits, key=lambda one: one.admitted, reverse=True)
    for visit in visits:
        assert born < visit.admitted.date().isoformat()
        assert visit.admitted < visit.discharged
        assert visit.discharged.date() <= COUNTRY.as_of


def test_treatments_have_codes_of_their_lists() -> None:
    visits = [visit for index in drawn(1000) for visit in INSURANCE.visits(index)]

    assert len(visits) > 1000
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", visit.diagnosis) for visit in visits)
    assert {visit.reason for visit in visits} == {"1", "2", "3"}
    assert {visit.state for visit in visits} == {"1", "2"}
    assert {visit.result for visit in visits} == {"1", "2", "3"}
    assert len({visit.record for visit in visits}) == len(visits)
