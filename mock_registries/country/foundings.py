"""When enterprises were founded: places in the order of time, and the days on which they fall.

The numbers of 2000 to 2021 are the new registrations that the registration agency reported. Press
reports confirm 2015 to 2021, some of them in thousands only, and the sums of 2006-2010, of
2010-2015 and of all years until 2015; the single years before are from memory, and the 45,000
before 2000 are spread evenly rising.

Together they are 1.7 million, more than the "over 1 million enterprises" of the source, so each
year is thinned by 8 % for every year that has passed since (invented): the register has lost the
oldest. The last year has exactly the source's figure.
"""

from bisect import bisect_right
from datetime import date
from typing import Final

from mock_registries.country.figures import ENTERPRISES, FOUNDED_IN_2022
from mock_registries.country.permutation import Split
from mock_registries.country.workdays import share_out, workday, workdays_before

FIRST_YEAR: Final = 1991
LAST_YEAR: Final = 2022
_REGISTRATIONS = (
    *(1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000),  # 1991-1999
    *(14_457, 19_642, 21_464, 27_662, 37_306, 39_958, 46_744, 58_196, 65_319, 84_531),
    *(83_737, 77_548, 69_874, 76_955, 74_842, 94_754, 110_100, 126_859, 131_275, 138_139),
    *(134_941, 116_837),
)
_KEPT_PERCENT = 92  # of a year's registrations, for every year since


class Foundings:
    """The founding places of one seed, the oldest enterprise first; all in constant time."""

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        last = (2 * size * FOUNDED_IN_2022 + ENTERPRISES) // (2 * ENTERPRISES)
        years = range(len(_REGISTRATIONS))
        before = Split(size - last, [_weight(year) for year in years])
        self._starts = [*map(before.start, years), size - last, size]

    def day(self, place: int) -> date:
        """Return the working day on which the enterprise at a place was founded."""
        year = bisect_right(self._starts, place) - 1
        slot, _ = self._days(year).locate(place - self._starts[year])
        return workday(workdays_before(date(FIRST_YEAR + year, 1, 1)) + slot)

    def places(self, day: date) -> range:
        """Return the places of the enterprises founded on a day."""
        return range(self.before(day), self.before(date.fromordinal(day.toordinal() + 1)))

    def before(self, day: date) -> int:
        """Return how many enterprises were founded before a day: the first place of that day."""
        year = day.year - FIRST_YEAR
        if year < 0:
            return 0
        if day.year > LAST_YEAR:
            return self._starts[-1]
        slot = workdays_before(day) - workdays_before(date(day.year, 1, 1))
        return self._starts[year] + self._days(year).start(slot)

    def _days(self, year: int) -> Split:
        total = self._starts[year + 1] - self._starts[year]
        return share_out(self._seed, FIRST_YEAR + year, total)


def _weight(year: int) -> int:
    last = len(_REGISTRATIONS) - 1
    weight: int = _REGISTRATIONS[year] * _KEPT_PERCENT ** (last - year) * 100**year
    return weight
