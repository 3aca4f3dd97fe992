"""A record is found as fast among 99 million people as among 99 thousand.

Rates are of processor time, which is what "on one core" means: a machine that does other things at
the same time slows the clock on the wall, and hardly this one. The best of several rounds counts,
each with other identifiers; the tests of the ratio go on for some more rounds where it is not good.
"""

import random
import time
from collections.abc import Sequence
from typing import Any

import pytest

from mock_registries.country import Country
from tests.mock_registries.speed.lookups import KINDS, Key, Kind

ROUNDS = 5
MOST_ROUNDS = 20
MOST_SLOWER = 1.3  # full scale against a thousandth of it; the tables do not fit a core's own cache

pytestmark = pytest.mark.alone

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def thousandth() -> Country:
    return Country(scale=0.001)


@each_kind
@pytest.mark.parametrize("scale", ["full", "thousandth"])
@pytest.mark.benchmark(timer=time.thread_time)
def test_a_record_is_found_fast(
    kind: Kind, scale: str, country: Country, thousandth: Country, benchmark: Any
) -> None:
    chance, asked = random.Random(scale), country if scale == "full" else thousandth

    def other_keys() -> tuple[tuple[Country, Sequence[Key]], dict[str, object]]:
        return (asked, kind.keys(asked, chance)), {}

    benchmark.group = kind.name
    benchmark.pedantic(kind.round, setup=other_keys, rounds=ROUNDS, warmup_rounds=1)

    keys = len(other_keys()[0][1])
    assert keys / benchmark.stats.stats.min >= kind.at_least


@each_kind
def test_the_size_of_the_country_costs_next_to_nothing(
    kind: Kind, country: Country, thousandth: Country
) -> None:
    chance, best = random.Random(kind.name), {country: 9.9, thousandth: 9.9}

    for number in range(MOST_ROUNDS):
        for each in best:
            best[each] = min(best[each], kind.seconds(each, kind.keys(each, chance)))
        if number + 1 >= ROUNDS and best[country] <= MOST_SLOWER * best[thousandth]:
            break

    assert best[country] <= MOST_SLOWER * best[thousandth]
