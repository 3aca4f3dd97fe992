"""200,000 people of the whole country against published figures (docs/country.md names them)."""

from collections import Counter

import pytest

from mock_registries.country.families import Marital, Role
from mock_registries.country.households import household
from mock_registries.country.people import Person, Population

POPULATION = Population(2022, 99_460_008)
SAMPLED = 200_000

# Per cent, of the fourteen commonest surnames (Lê Trung Hoa 2005, as widely quoted).
SURNAMES = dict(
    [
        *[("Nguyễn", 38.4), ("Trần", 12.1), ("Lê", 9.5), ("Phạm", 7.0), ("Hoàng", 5.1)],
        *[("Phan", 4.5), ("Vũ", 3.9), ("Đặng", 2.1), ("Bùi", 2.0), ("Đỗ", 1.4), ("Hồ", 1.3)],
        *[("Ngô", 1.3), ("Dương", 1.0), ("Lý", 0.5)],
    ]
)
# Per cent of everybody aged 0-4, 5-9 ... 95-99: the United Nations' figures for the middle of 2020
# (World Population Prospects 2019), aged on to the end of 2022.
AGES = (
    *(7.89, 7.74, 7.35, 6.80, 6.66, 7.69, 8.49, 8.08, 7.37, 6.74),
    *(6.14, 5.46, 4.67, 3.54, 2.21, 1.27, 0.86, 0.57, 0.31, 0.11),
)
# Per cent of all people in the census of 1 April 2019.
ETHNIC_GROUPS = dict(
    [
        *[("Kinh", 85.32), ("Tày", 1.92), ("Thái", 1.89), ("Mường", 1.51), ("Mông", 1.45)],
        *[("Khơ-me", 1.37), ("Nùng", 1.13), ("Dao", 0.93), ("Hoa", 0.78), ("Gia-rai", 0.53)],
        *[("Ê-đê", 0.41), ("Ba-na", 0.30)],
    ]
)


@pytest.fixture(scope="module")
def people() -> list[Person]:
    step = POPULATION.size // SAMPLED
    return [POPULATION.person(index * step) for index in range(SAMPLED)]


def percent(part: int, whole: int) -> float:
    return 100 * part / whole


def test_surnames_are_as_frequent_as_published(people: list[Person]) -> None:
    northern = {"Huỳnh": "Hoàng", "Võ": "Vũ"}
    words = (person.name.split()[0] for person in people)
    counted = Counter(northern.get(word, word) for word in words)

    for surname, expected in SURNAMES.items():
        assert abs(percent(counted[surname], SAMPLED) - expected) < 0.5, surname


def test_ages_are_as_in_the_pyramid(people: list[Person]) -> None:
    counted = Counter((2022 - person.year) // 5 for person in people)

    for group, expected in enumerate(AGES):
        assert abs(percent(counted[group], SAMPLED) - expected) < 0.6, 5 * group


def test_the_broad_ages_are_near_those_of_the_statistics_office(people: list[Person]) -> None:
    """2023: 22.6 % under fifteen, 9.4 % sixty-five and older."""
    ages = [2022 - person.year for person in people]

    assert abs(percent(sum(age < 15 for age in ages), SAMPLED) - 22.6) < 1
    assert abs(percent(sum(age >= 65 for age in ages), SAMPLED) - 9.4) < 1


def test_there_are_nearly_as_many_men_as_women(people: list[Person]) -> None:
    """99.1 to a hundred in the census of 2019."""
    men = sum(person.male for person in people)

    assert abs(100 * men / (SAMPLED - men) - 99.1) < 1.5


def test_of_children_more_than_half_are_boys(people: list[Person]) -> None:
    children = [person.male for person in people if person.year > 2007]

    assert 52 < percent(sum(children), len(children)) < 53.5


def test_of_the_oldest_most_are_women(people: list[Person]) -> None:
    oldest = [person.male for person in people if person.year <= 1942]

    assert 30 < percent(sum(oldest), len(oldest)) < 42


def test_three_quarters_of_the_grown_up_were_married(people: list[Person]) -> None:
    """77.5 % of those aged fifteen and more in the census of 2019."""
    grown = [person.marital for person in people if person.year <= 2007]

    ever = sum(marital is not Marital.SINGLE for marital in grown)
    assert abs(percent(ever, len(grown)) - 77.5) < 4
    assert 5 < percent(grown.count(Marital.WIDOWED), len(grown)) < 9
    assert 1 < percent(grown.count(Marital.DIVORCED), len(grown)) < 4


def test_families_of_three_generations_are_as_frequent_as_counted() -> None:
    """20.7 % of the families in 2014."""
    families = range(0, POPULATION.families, 5_501)
    roles = [
        {person.role for person in POPULATION.family(POPULATION.principals(family)[0])}
        for family in families
    ]

    with_her = sum(Role.GRANDMOTHER in family for family in roles)
    with_him = sum(Role.GRANDFATHER in family for family in roles)
    either = sum(bool(family & {Role.GRANDMOTHER, Role.GRANDFATHER}) for family in roles)
    assert abs(percent(either, len(families)) - 20.7) < 2
    assert with_her > with_him


def test_ethnic_groups_and_religions_are_as_in_the_census() -> None:
    found = [household(POPULATION, index) for index in range(0, POPULATION.size, 4_973)]
    groups = Counter(one.ethnic_group.name for one in found)
    faithful = sum(one.religion.code != "00" for one in found)

    for group, expected in ETHNIC_GROUPS.items():
        bound = 1.5 if group == "Kinh" else 0.5
        assert abs(percent(groups[group], len(found)) - expected) < bound, group
    assert abs(percent(faithful, len(found)) - 13.7) < 1
