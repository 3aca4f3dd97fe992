"""Working days (Monday to Friday) counted through from the first day of the calendar.

Public holidays of the solar calendar have no business; the days off at Tết, which follow the moon,
are working days here.
"""

from datetime import date, timedelta
from functools import lru_cache

from mock_registries.country.permutation import Split, mix

# How busy a month is, as a percentage of the usual; invented, with a low at Tết.
_MONTHS = (90, 60, 110, 105, 100, 105, 105, 100, 100, 105, 110, 115)
_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}


def workdays_before(day: date) -> int:
    """Return how many working days there are before a day, which need not be one."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)  # the calendar begins on a Monday
    return weeks * 5 + min(weekday, 5)


def workday(number: int) -> date:
    """Return the working day before which there are `number` others."""
    weeks, weekday = divmod(number, 5)
    return date.fromordinal(weeks * 7 + weekday + 1)


def last_workday(day: date) -> date:
    """Return a day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


@lru_cache(maxsize=256)
def share_out(seed: int, year: int, total: int) -> Split:
    """Share the events of a year out to its working days, in the order of time."""
    start, stop = workdays_before(date(year, 1, 1)), workdays_before(date(year + 1, 1, 1))
    return Split(total, [_weight(seed, number) for number in range(start, stop)])


def _weight(seed: int, number: int) -> int:
    day = workday(number)
    if (day.month, day.day) in _HOLIDAYS:
        return 0
    return _MONTHS[day.month - 1] * (80 + mix(seed, 410, number) % 41)
