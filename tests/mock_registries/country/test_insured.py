"""The insurer's warehouse: who is in it, and how its records differ from the population's."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.figures import INSURED_PER_1000, MATCHED_PER_1000
from mock_registries.country.mismatches import Insured, Mismatch, originals
from mock_registries.country.people import Person
from mock_registries.country.permutation import permute

COUNTRY = Country()
PEOPLE = COUNTRY.population.size
INSURANCE = COUNTRY.insurance
UNREACHABLE = (Mismatch.NO_MIDDLE_NAME, Mismatch.YEAR_ONLY)

indices = st.integers(min_value=0, max_value=PEOPLE - 1)
insured_indices = indices.filter(INSURANCE.insured)


def drawn(count: int) -> list[int]:
    return [permute(turn, PEOPLE, 7) for turn in range(count)]


def records(count: int) -> list[tuple[Person, Insured]]:
    people = (COUNTRY.population.person(index) for index in drawn(count))
    return [
        (person, INSURANCE.recorded(person)) for person in people if INSURANCE.insured(person.index)
    ]


def unmatched(kind: Mismatch, count: int = 4000) -> list[tuple[Person, Insured]]:
    return [(person, record) for person, record in records(count) if record.mismatch is kind]


@given(insured_indices)
def test_an_insurance_number_leads_back_to_its_holder(index: int) -> None:
    number = INSURANCE.number(index)

    assert INSURANCE.index_of(number) == index
    assert INSURANCE.record(index).number == number


@given(st.from_regex(r"\A[0-9]{10}\Z"))
def test_ten_digits_are_nobodys_or_the_number_of_the_holder_found(number: str) -> None:
    index = INSURANCE.index_of(number)

    assert index is None or INSURANCE.number(index) == number


@given(st.text(max_size=12))
def test_what_is_no_number_is_nobodys(text: str) -> None:
    index = INSURANCE.index_of(text)

    assert index is None or INSURANCE.number(index) == text


def test_about_one_random_number_in_a_hundred_is_somebodys() -> None:
    numbers = [f"{permute(turn, 10**10, 3):010d}" for turn in range(100_000)]

    found = sum(INSURANCE.index_of(number) is not None for number in numbers)

    assert found / 100_000 == pytest.approx(PEOPLE * INSURED_PER_1000 / 1000 / 10**10, rel=0.1)


@given(st.integers(min_value=0))
def test_an_unknown_number_is_nobodys(number: int) -> None:
    assert INSURANCE.index_of(INSURANCE.unknown_number(number)) is None


def test_who_is_not_insured_has_neither_number_nor_record() -> None:
    index = next(one for one in drawn(2000) if not INSURANCE.insured(one))

    with pytest.raises(LookupError):
        INSURANCE.number(index)
    with pytest.raises(LookupError):
        INSURANCE.record(index)
    assert INSURANCE.card(index) is None
    assert INSURANCE.employer(index) is None


def test_the_share_of_the_insured_is_the_reports() -> None:
    insured = sum(INSURANCE.insured(index) for index in drawn(200_000))

    assert insured / 200_000 == pytest.approx(INSURED_PER_1000 / 1000, abs=0.003)


def test_the_share_of_the_matched_is_the_reports() -> None:
    found = records(200_000)

    matched = sum(record.matched for _, record in found)

    assert matched / len(found) == pytest.approx(MATCHED_PER_1000 / 1000, abs=0.003)


def test_every_kind_of_mismatch_occurs() -> None:
    kinds = Counter(record.mismatch for _, record in records(20_000))

    assert set(kinds) == {None, *Mismatch}


@given(insured_indices)
def test_a_matched_record_is_the_population_s_and_another_one_is_not(index: int) -> None:
    person = COUNTRY.population.person(index)

    record = INSURANCE.record(index)

    agrees = (record.name, record.born, record.male, record.identity) == (
        *(person.name, person.born, person.male),
        person.identity,
    )
    assert agrees == record.matched


def test_a_record_without_identity_number_has_the_old_one_or_none() -> None:
    neither, old = unmatched(Mismatch.NO_IDENTITY), unmatched(Mismatch.OLD_NUMBER)

    assert {(one.identity, one.old_number) for _, one in neither} == {(None, None)}
    assert all(one.identity is None for _, one in old)
    assert all(one.old_number == person.old_number is not None for person, one in old)


def test_a_plain_name_has_no_diacritics() -> None:
    assert all(one.name.isascii() for _, one in unmatched(Mismatch.PLAIN_NAME))


def test_confused_tones_change_one_letter() -> None:
    for person, one in unmatched(Mismatch.TONE):
        different = [pair for pair in zip(person.name, one.name, strict=True) if len(set(pair)) > 1]

        assert len(different) == 1


def test_a_missing_middle_name_leaves_surname_and_given_name() -> None:
    for person, one in unmatched(Mismatch.NO_MIDDLE_NAME):
        words = person.name.split()

        assert one.name.split() == [words[0], words[-1]]


def test_births_differ_as_their_mismatch_says() -> None:
    for person, one in unmatched(Mismatch.YEAR_ONLY):
        assert one.born == person.born[:4]
    for person, one in unmatched(Mismatch.DAY_AND_MONTH):
        assert one.born.split("-") == [person.born[:4], person.born[8:], person.born[5:7]]
    for person, one in unmatched(Mismatch.YEAR):
        assert one.year == person.year - 1


@given(insured_indices)
def test_a_search_finds_a_record_as_it_stands(index: int) -> None:
    record = INSURANCE.record(index)

    found = list(
        INSURANCE.search(
            record.name.upper(), record.born, record.male, record.birthplace.province_code
        )
    )

    assert found.count(record) == (record.mismatch not in UNREACHABLE)
    assert all(one.born == record.born and one.male == record.male for one in found)


@pytest.mark.parametrize("kind", [kind for kind in Mismatch if kind not in UNREACHABLE])
def test_a_search_finds_records_with_each_mismatch_that_can_be_undone(kind: Mismatch) -> None:
    for _, one in unmatched(kind, 20_000 if kind is Mismatch.LETTER else 1000):
        place = one.birthplace

        found = INSURANCE.search(one.name, one.born, one.male, place.province_code, place.code)

        assert one in list(found)


def test_a_person_is_not_found_by_what_only_the_population_says() -> None:
    for person, one in unmatched(Mismatch.YEAR, 1000):
        found = INSURANCE.search(
            person.name, person.born, person.male, person.birthplace.province_code
        )

        assert one not in list(found)


@pytest.mark.parametrize("unit", ["999", "99999", ""])
def test_a_search_in_another_unit_finds_nobody(unit: str) -> None:
    record = INSURANCE.record(next(filter(INSURANCE.insured, drawn(9))))
    province = record.birthplace.province_code

    assert not list(INSURANCE.search(record.name, record.born, record.male, province, unit))


births = st.text(max_size=11) | st.from_regex(r"\A(19|20)[0-9]{2}-[0-9W][0-9]-[0-9]{2}\Z")


@given(st.text(max_size=9), births, st.booleans())
def test_any_text_has_originals_of_which_no_two_are_equal(name: str, born: str, male: bool) -> None:
    found = list(originals(name, born, male))

    assert found[0] == (name, born, male)
    assert len(set(found)) == len(found) <= 5


@given(st.text(max_size=9), births, st.booleans(), st.text(max_size=3) | st.just("79"))
def test_a_search_for_any_text_finds_only_what_stands_so(
    name: str, born: str, male: bool, province: str
) -> None:
    for record in INSURANCE.search(name, born, male, province):
        assert (record.born, record.male) == (born, male)
