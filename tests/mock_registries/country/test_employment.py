"""Employers and employees: the same from both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.figures import PEOPLE
from mock_registries.country.permutation import permute

COUNTRY = Country()
SMALL = Country(scale=1e-4)
INSURED_WORKERS = 17_500_000  # at the end of 2022

indices = st.integers(min_value=0, max_value=COUNTRY.population.size - 1)
enterprises = st.integers(min_value=0, max_value=COUNTRY.enterprises.size - 1)


@given(indices)
def test_an_employer_employs_its_employee(index: int) -> None:
    employer = COUNTRY.insurance.employer(index)

    assert employer is None or index in COUNTRY.insurance.employees(employer)


@given(enterprises)
def test_everybody_whom_an_enterprise_employs_names_it(enterprise: int) -> None:
    employees = list(COUNTRY.insurance.employees(enterprise))

    assert {COUNTRY.insurance.employer(index) for index in employees} <= {enterprise}
    assert len(set(employees)) == len(employees)


def test_in_a_small_country_both_sides_agree_on_everybody() -> None:
    insurance = SMALL.insurance
    by_person = {
        (index, employer)
        for index in range(SMALL.population.size)
        if (employer := insurance.employer(index)) is not None
    }

    by_enterprise = {
        (index, enterprise)
        for enterprise in range(SMALL.enterprises.size)
        for index in insurance.employees(enterprise)
    }

    assert by_person == by_enterprise
    assert len(by_person) > 500


@given(enterprises.filter(COUNTRY.enterprises.active))
def test_employees_are_insured_and_of_working_age(enterprise: int) -> None:
    for index in COUNTRY.insurance.employees(enterprise):
        assert COUNTRY.insurance.insured(index)
        assert 18 <= 2022 - COUNTRY.population.person(index).year <= 61


@given(enterprises.filter(lambda index: not COUNTRY.enterprises.active(index)))
def test_a_dissolved_enterprise_employs_nobody(enterprise: int) -> None:
    assert not list(COUNTRY.insurance.employees(enterprise))


def test_as_many_work_as_the_insurer_reported() -> None:
    employed = sum(
        COUNTRY.insurance.employer(permute(turn, COUNTRY.population.size, 11)) is not None
        for turn in range(200_000)
    )

    assert employed / 200_000 == pytest.approx(INSURED_WORKERS / PEOPLE, rel=0.05)


@pytest.mark.parametrize("scale", [1e-9, 1e-6, 1e-5, 2.0])
def test_there_are_fewer_jobs_than_people_at_any_scale(scale: float) -> None:
    country = Country(scale=scale)

    for enterprise in range(min(country.enterprises.size, 50)):
        assert all(
            country.insurance.employer(index) == enterprise
            for index in country.insurance.employees(enterprise)
        )
