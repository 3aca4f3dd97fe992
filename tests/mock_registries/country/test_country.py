"""The country as a whole: its settings, its size, and the same bytes for the same seed."""

import hashlib
from datetime import date

import pytest

from mock_registries.country import Country, figures, households
from mock_registries.country.permutation import permute

DIGESTS = {
    1.0: "731a0d0170fbe9d9ce970d51aef185b7cc04dff29bd9034871f87556daa6457f",
    0.001: "301801af697914f74e071a66e6be38afaa65c2550c1372315d7ccdd49a90c1ec",
}


def described(country: Country, number: int) -> str:
    """One record of every register, and what links them, as text."""
    population, enterprises, insurance = country.population, country.enterprises, country.insurance
    person = permute(number, population.size, 1)
    enterprise = permute(number % enterprises.size, enterprises.size, 2)
    parcel = country.land.parcel(permute(number % country.land.size, country.land.size, 3))
    day = date(2022, 12, 1 + number % 30)
    return "\n".join(
        str(part)
        for part in (
            population.person(person),
            households.household(population, person),
            enterprises.enterprise(enterprise),
            enterprises.of_person(person),
            insurance.card(person),
            insurance.employer(person),
            insurance.visits(person),
            parcel,
            country.land.of_person(person),
            country.dossiers.page(day, day, number % 7, 3),
        )
    )


@pytest.mark.parametrize("scale", DIGESTS)
def test_the_country_of_a_seed_never_changes(scale: float) -> None:
    """If this fails, every stored log, sample and document about seed 2022 is wrong."""
    country = Country(scale=scale)

    text = "\n".join(described(country, number) for number in range(300))

    assert hashlib.sha256(text.encode()).hexdigest() == DIGESTS[scale]


def test_the_default_country_is_as_large_as_the_sources_say() -> None:
    country = Country()

    assert country.population.size > 99_000_000
    assert country.enterprises.size > 1_000_000
    assert country.population.size * figures.INSURED_PER_1000 > 98_000_000 * 1000
    assert country.land.size == 43_000_000


def test_a_scale_makes_everything_smaller_alike() -> None:
    whole, part = Country(), Country(scale=0.001)

    for register in ("population", "enterprises", "land"):
        ratio = getattr(part, register).size / getattr(whole, register).size

        assert ratio == pytest.approx(0.001, rel=0.001)


def test_the_smallest_country_has_one_block_of_people() -> None:
    tiny = Country(scale=1e-9)

    assert tiny.population.size > 0
    assert tiny.enterprises.size == tiny.land.size == 1
    assert tiny.land.parcel(0).owners


@pytest.mark.parametrize("scale", [0, -1, 2.1, float("nan"), float("inf")])
def test_a_scale_that_no_country_has_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="the scale is above 0 and at most 2"):
        Country(scale=scale)


@pytest.mark.parametrize("day", [date(2022, 12, 30), date(2100, 1, 1), date.max])
def test_a_date_on_which_there_is_no_country_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="begins on 2022-12-31 and ends on 2099-12-31"):
        Country(as_of=day, scale=1e-4)


def test_another_seed_is_another_country() -> None:
    one, other = Country(scale=1e-4), Country(seed=2023, scale=1e-4)

    assert other.population.person(0) != one.population.person(0)
    assert other.enterprises.code(0) != one.enterprises.code(0)


def test_a_later_date_leaves_the_people_as_they_are() -> None:
    now, later = Country(scale=1e-4), Country(as_of=date(2026, 1, 1), scale=1e-4)

    assert [later.population.person(n) for n in range(100)] == [
        now.population.person(n) for n in range(100)
    ]
