"""Dates as registries write them, and as we do: YYYY-MM-DD, or YYYY where only that is known.

Many people know only the year of their birth. A registry may then leave out the day or write
zeros for it; one that knows year and month has no spelling in ours and is taken as the year.
"""

import datetime
import re

from gateway.errors import RegistryFailedError

_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})?(?P<day>[0-9]{2})?"),  # yyyyMMdd
    re.compile(r"(?:(?P<day>[0-9]{1,2})/)?(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),  # dd/MM/yyyy
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T ].*)?"),  # ISO 8601
)


def canonical(native: str) -> str:
    """Read any form of a date; empty for an empty text, RegistryFailedError for what is no date."""
    text = native.strip()
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        if text:
            raise RegistryFailedError("a date in no known form")
        return ""
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    if not (month and day):
        return match["year"]
    try:
        return datetime.date(int(match["year"]), month, day).isoformat()
    except ValueError:
        raise RegistryFailedError("a date that is not in the calendar") from None


def compact(date: str) -> str:
    """Write a canonical date as yyyyMMdd or yyyy."""
    return date.replace("-", "")


def slashed(date: str) -> str:
    """Write a canonical date as dd/MM/yyyy or yyyy."""
    return "/".join(reversed(date.split("-")))


def is_year(date: str) -> bool:
    """Whether only the year of a canonical date is known."""
    return "-" not in date
