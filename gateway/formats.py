"""Formats of our schemas that a regular expression cannot say, by the name a schema uses.

Everything here takes a text and answers yes or no, never raises, and is the same function for both
JSON Schema validators. A format accepts exactly one spelling of a value.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Final

from gateway.message import ServiceId, SubsystemId

# TT 07/2016/TT-BCA, annex 1: where a birth was registered. The 63 provinces of 2016; these codes
# stay in identity numbers although provinces were merged in July 2025.
_IDENTITY_PLACES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 "
    "035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 "
    "070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
IDENTITY_PLACES: Final = frozenset(_IDENTITY_PLACES.split())
# TT 07/2016/TT-BCA art. 7: 0/1 is a man/woman of the 1900s, 2/3 of the 2000s. The law goes on to
# 2399, but whoever carries a 4 or more is not born yet.
_CENTURY_AND_SEX = "0123"

# The weights and the rule of the tax code's tenth digit, as published by the tax administration
# and by python-stdnum (stdnum.vn.mst).
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

_IDENTITY = re.compile(r"[0-9]{12}")
_TAX = re.compile(r"([0-9]{9})([0-9])(?:-([0-9]{3}))?")
_CERTIFICATE = re.compile(r"[A-Z]{2} (?:[0-9]{6}|[0-9]{8})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")


def is_identity_number(text: str) -> bool:
    """Whether this can be a personal identity number, TT 07/2016/TT-BCA art. 7."""
    return (
        _IDENTITY.fullmatch(text) is not None
        and text[:3] in IDENTITY_PLACES
        and text[3] in _CENTURY_AND_SEX
    )


def is_tax_code(text: str) -> bool:
    """Whether this can be an enterprise's code: ten digits with a check digit, or 10-3 of a branch."""
    match = _TAX.fullmatch(text)
    if match is None:
        return False
    stem, check, branch = match.groups()
    if stem[2:] == "0000000" or branch == "000":
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(stem, _TAX_WEIGHTS, strict=True))
    return 10 - weighed % 11 == int(check)


def is_certificate_serial(text: str) -> bool:
    """Whether this can be the serial of a land-use certificate, with its space: `AB 123456`."""
    return _CERTIFICATE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether this is a day of the calendar, RFC 3339 `full-date`."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_or_year(text: str) -> bool:
    """Whether this is a day, or a year alone: many people know only the year of their birth."""
    return _YEAR.fullmatch(text) is not None or is_date(text)


def is_partial_date(text: str) -> bool:
    """Whether this is a day, a month or a year: the insurer is asked for as much of a birth as is known."""
    return _MONTH.fullmatch(text) is not None or is_date_or_year(text)


def is_text_line(text: str) -> bool:
    """Whether a person can have typed this into one line: printable, no blanks around it.

    What it keeps out could not be written into XML or would split a registry's record.
    """
    return text.isprintable() and text == text.strip()


def is_subsystem(text: str) -> bool:
    """Whether this names a subsystem in its one spelling."""
    return _parses(SubsystemId.parse, text)


def is_service(text: str) -> bool:
    """Whether this names a service in its one spelling."""
    return _parses(ServiceId.parse, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": is_date,
    "date-or-year": is_date_or_year,
    "partial-date": is_partial_date,
    "text-line": is_text_line,
    "vn-certificate-serial": is_certificate_serial,
    "vn-identity-number": is_identity_number,
    "vn-tax-code": is_tax_code,
    "x-road-service": is_service,
    "x-road-subsystem": is_subsystem,
}
