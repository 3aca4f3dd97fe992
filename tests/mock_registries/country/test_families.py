"""The templates of families: plausible ages, and the age pyramid."""

from collections import Counter
from itertools import pairwise

import pytest

from mock_registries.country.families import (
    BLOCK,
    FAMILIES,
    LAST_BIRTH_YEAR,
    SIZES,
    STARTS,
    TEMPLATES,
    Marital,
    Role,
    Slot,
    templates,
)
from mock_registries.country.pyramid import BIRTH_YEARS, born, quotas

SEEDS = (2022, 1, 77)


def every_family(seed: int) -> list[tuple[Slot, ...]]:
    return [
        template[start : start + size]
        for template in templates(seed)
        for start, size in zip(STARTS, SIZES, strict=True)
    ]


def years(family: tuple[Slot, ...], role: Role) -> list[int]:
    return [slot.year for slot in family if slot.role is role]


@pytest.fixture(scope="module", params=SEEDS)
def families(request: pytest.FixtureRequest) -> list[tuple[Slot, ...]]:
    return every_family(request.param)


Families = list[tuple[Slot, ...]]


def test_a_family_begins_with_a_grown_up_and_the_spouse(families: Families) -> None:
    for family in families:
        assert family[0].role in (Role.FATHER, Role.MOTHER, Role.SINGLE)
        assert family[0].year <= 2000
        assert all(slot.year <= 2000 for slot in family if slot.role is Role.MOTHER)
        assert Role.MOTHER not in [slot.role for slot in family[2:]]


def test_parents_are_of_an_age_to_have_the_children(families: Families) -> None:
    for family in families:
        for child in years(family, Role.CHILD):
            assert all(19 <= child - mother <= 42 for mother in years(family, Role.MOTHER))
            assert all(19 <= child - father <= 52 for father in years(family, Role.FATHER))


def test_grandparents_are_of_an_age_to_have_the_father(families: Families) -> None:
    for family in families:
        elders = years(family, Role.GRANDFATHER) + years(family, Role.GRANDMOTHER)
        assert all(
            19 <= father - elder <= 54 for father in years(family, Role.FATHER) for elder in elders
        )


def test_spouses_are_at_most_ten_years_apart(families: Families) -> None:
    pairs = [
        (family[0].year, family[1].year)
        for family in families
        if len(family) > 1 and family[1].role is Role.MOTHER
    ]

    assert all(-10 <= husband - wife <= 3 for husband, wife in pairs)
    assert sum(husband <= wife for husband, wife in pairs) > 0.7 * len(pairs)


def test_siblings_come_one_after_the_other(families: Families) -> None:
    for family in families:
        assert all(second - first >= 2 for first, second in pairwise(years(family, Role.CHILD)))


def test_children_at_home_are_at_most_forty_four(families: Families) -> None:
    assert min(year for family in families for year in years(family, Role.CHILD)) >= 1978


def test_those_who_live_alone_are_of_every_age_and_both_sexes(families: Families) -> None:
    alone = [family[0] for family in families if len(family) == 1]
    women = [slot.year for slot in alone if not slot.male]
    men = [slot.year for slot in alone if slot.male]

    assert 35 <= len(women) <= 65
    assert sum(year > 1962 for year in women) >= 10
    assert sum(1947 < year <= 1962 for year in women) >= 2
    assert sum(1940 < year <= 1970 for year in men) >= 2


def test_of_the_oldest_women_some_have_a_husband(families: Families) -> None:
    oldest = [
        slot.marital
        for family in families
        for slot in family
        if not slot.male and slot.year <= 1947
    ]

    assert oldest.count(Marital.MARRIED) > 0.15 * len(oldest)
    assert oldest.count(Marital.WIDOWED) > 0.4 * len(oldest)


def test_nobody_young_is_likelier_widowed_than_divorced(families: Families) -> None:
    young = Counter(slot.marital for family in families for slot in family if slot.year > 1985)

    assert young[Marital.WIDOWED] < young[Marital.DIVORCED]


def test_married_are_those_with_a_spouse_in_the_family(families: Families) -> None:
    couples = ((Role.FATHER, Role.MOTHER), (Role.GRANDFATHER, Role.GRANDMOTHER))
    for family in families:
        roles = {slot.role for slot in family}
        paired = {role for couple in couples if roles.issuperset(couple) for role in couple}
        assert all((slot.marital is Marital.MARRIED) == (slot.role in paired) for slot in family)


def test_nobody_under_age_was_ever_married(families: Families) -> None:
    minors = [slot for family in families for slot in family if LAST_BIRTH_YEAR - slot.year < 20]

    assert {slot.marital for slot in minors} == {Marital.SINGLE}
    assert {slot.role for slot in minors} == {Role.CHILD}


def test_every_kind_of_family_is_there(families: Families) -> None:
    kinds = Counter(frozenset(slot.role for slot in family) for family in families)

    both, children = {Role.FATHER, Role.MOTHER}, {Role.CHILD}
    assert kinds[frozenset({Role.SINGLE})] == 0.10 * len(families)
    assert kinds[frozenset(both)] == 0.14 * len(families)
    assert kinds[frozenset({Role.MOTHER} | children)] == 0.065 * len(families)
    assert kinds[frozenset({Role.FATHER} | children)] == 0.026 * len(families)
    assert kinds[frozenset(both | children)] == 0.466 * len(families)


def test_households_are_of_the_size_that_the_census_found() -> None:
    assert BLOCK / FAMILIES == 3.6
    assert SIZES.count(1) / FAMILIES == 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_templates_have_the_age_pyramid(seed: int) -> None:
    """In each group of five years, men and women each within 0.3 points of the target."""
    slots = [slot for template in templates(seed) for slot in template]
    target = quotas(len(slots))

    assert len(slots) == TEMPLATES * BLOCK
    for first in range(0, len(BIRTH_YEARS), 5):
        for male in (True, False):
            wanted = sum(target[male][first : first + 5])
            made = sum(
                slot.male is male and first <= slot.year - BIRTH_YEARS[0] < first + 5
                for slot in slots
            )
            assert abs(made - wanted) / len(slots) < 0.003


def test_quotas_share_out_everybody_in_proportion() -> None:
    shares = quotas(1_000_000)
    whole = sum(born(male=male, year=year) for male in (True, False) for year in BIRTH_YEARS)

    assert sum(shares[True]) + sum(shares[False]) == 1_000_000
    for male in (True, False):
        for year, share in zip(BIRTH_YEARS, shares[male], strict=True):
            assert abs(share - 1_000_000 * born(male=male, year=year) / whole) <= 1
