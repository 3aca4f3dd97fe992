"""How many people of each sex were born in each year: the age pyramid at the end of 2022.

The starting point is the United Nations' estimate for the middle of 2020 by sex and age in groups
of five years (World Population Prospects 2019, Viet Nam; 97.3 million). Here it is aged by two and
a half years: the half of each group that is born in a half-year keeps its size but for the deaths
meanwhile (rates from memory, unverified: docs/country.md), and the five half-years since are as
large as those of the youngest group.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

BIRTH_YEARS: Final = range(1920, 2023)

# Thousands of men and women aged 0-4, 5-9, ... 95-99, 100 and more in the middle of 2020.
MEN_2020: Final = (
    *(4165, 4005, 3734, 3365, 3500, 4364, 4279, 3916, 3526, 3267, 2908),
    *(2530, 2012, 1339, 665, 423, 298, 193, 79, 26, 6),
)
WOMEN_2020: Final = (
    *(3728, 3581, 3364, 3136, 3320, 4206, 4158, 3848, 3508, 3272, 2960),
    *(2712, 2319, 1672, 987, 704, 563, 416, 196, 73, 18),
)
# How many of a thousand in those groups were alive two and a half years later.
_MEN_ALIVE = (
    *(996, 999, 999, 998, 996, 995, 994, 992, 990, 985, 978),
    *(968, 955, 935, 905, 860, 790, 690, 570, 440, 330),
)
_WOMEN_ALIVE = (
    *(997, 999, 999, 999, 999, 998, 998, 997, 996, 994, 992),
    *(988, 980, 968, 945, 905, 845, 750, 630, 490, 380),
)


def born(*, male: bool, year: int) -> int:
    """Return a number proportional to the people of one sex born in a year and alive in 2022."""
    people, alive = (MEN_2020, _MEN_ALIVE) if male else (WOMEN_2020, _WOMEN_ALIVE)
    halves = (max(2020 - year, 0) // 5, max(2019 - year, 0) // 5)
    return sum(people[group] * alive[group] for group in halves)


def quotas(total: int) -> dict[bool, list[int]]:
    """Share `total` people out: for men (True) and women, one number for each birth year."""
    weights = [born(male=male, year=year) for male in (True, False) for year in BIRTH_YEARS]
    shares = list(_rounded(total, weights))
    return {True: shares[: len(BIRTH_YEARS)], False: shares[len(BIRTH_YEARS) :]}


class Quota:
    """How many people of each sex and year of birth the families may still take."""

    def __init__(self, total: int) -> None:
        self._left = quotas(total)

    def take(self, number: int, sexes: Sequence[bool], *years: range) -> tuple[bool, int]:
        """Choose a sex and a year by a mixed number, as likely as there are people left.

        Looks at one range of years after the other until there is somebody. If there is nobody
        anywhere, the quota is exceeded in the last range.
        """
        for wanted in years:
            first, last = wanted.start - BIRTH_YEARS[0], wanted.stop - BIRTH_YEARS[0]
            left = {male: sum(self._left[male][first:last]) for male in sexes}
            if whole := sum(left.values()):
                at = number % whole
                male = sexes[0] if at < left[sexes[0]] else sexes[-1]
                return male, self._take(
                    male, first, at if male is sexes[0] else at - left[sexes[0]]
                )
        return sexes[number % len(sexes)], years[-1][number % len(years[-1])]

    def _take(self, male: bool, place: int, at: int) -> int:
        row = self._left[male]
        while at >= row[place]:
            at -= row[place]
            place += 1
        row[place] -= 1
        return BIRTH_YEARS[place]


def _rounded(total: int, weights: list[int]) -> Iterator[int]:
    """Round each share so that the sum up to any point is off by less than one."""
    whole, before = sum(weights), 0
    for part in accumulate(weights):
        upto = (2 * total * part + whole) // (2 * whole)
        yield upto - before
        before = upto
