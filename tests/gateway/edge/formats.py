"""What a fuzzer has to know of our formats: schemathesis loads this by SCHEMATHESIS_HOOKS.

A description can only name a format. Without these nearly every generated body were refused for it, and
the fuzzer would never see an answer.
"""

import datetime

import schemathesis
from hypothesis import strategies as st

from gateway.formats import IDENTITY_PLACES, is_tax_code, is_text_line

_days = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31)).map(str)
_years = st.integers(1900, 2030).map(str)
_months = _days.map(lambda day: day[:7])
# Of letters that each alphabet that we meet has: a name is longer than nothing and has no outer blank.
_lines = st.text("aăâbcdđeêghikmnôơưÁẠẮ 0123456789.-", min_size=1, max_size=40).filter(is_text_line)
_identities = st.builds(
    lambda place, sex, rest: f"{place}{sex}{rest:08}",
    st.sampled_from(sorted(IDENTITY_PLACES)),
    st.sampled_from("0123"),
    st.integers(0, 99_999_999),
)


def _tax_code(stem: int) -> str:
    """The first code from here on that has a check digit; of eleven remainders one has none."""
    candidates = (
        f"{number:09}{check}" for number in range(stem, stem + 100) for check in range(10)
    )
    return next(code for code in candidates if is_tax_code(code))


_serials = st.builds(
    lambda letters, number: f"{letters} {number:06}",
    st.text("ABCDTXY", min_size=2, max_size=2),
    st.integers(0, 999_999),
)

schemathesis.openapi.format("date", _days)
schemathesis.openapi.format("date-or-year", _days | _years)
schemathesis.openapi.format("partial-date", _days | _months | _years)
schemathesis.openapi.format("text-line", _lines)
schemathesis.openapi.format("vn-identity-number", _identities)
schemathesis.openapi.format("vn-tax-code", st.integers(10_000_000, 999_999_000).map(_tax_code))
schemathesis.openapi.format("vn-certificate-serial", _serials)
