"""Bodies that a request schema allows, as far as our schemas go: flat, with formats and patterns."""

import datetime
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from gateway.formats import IDENTITY_PLACES, is_tax_code, is_text_line

Schema = Mapping[str, Any]


def _tax_code(stem: int) -> str:
    """The first code from here on that has a check digit; of eleven remainders one has none."""
    candidates = (
        f"{number:09}{check}" for number in range(stem, stem + 100) for check in range(10)
    )
    return next(code for code in candidates if is_tax_code(code))


_days = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31)).map(str)
_years = st.integers(1900, 2030).map(str)
# Composed, as registries are sent it.
_lines = (
    st.text(min_size=1, max_size=50)
    .map(lambda text: unicodedata.normalize("NFC", text)[:50])
    .filter(lambda text: text != "" and is_text_line(text))
)
_FORMATS: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "date": _days,
    "date-or-year": _days | _years,
    "partial-date": _days | _years | _days.map(lambda day: day[:7]),
    "text-line": _lines,
    "vn-identity-number": st.builds(
        lambda place, rest: f"{place}{rest:09}",
        st.sampled_from(sorted(IDENTITY_PLACES)),
        st.integers(0, 399_999_999),
    ),
    "vn-tax-code": st.integers(10_000_000, 999_999_000).map(_tax_code),
    "vn-certificate-serial": st.from_regex(r"[A-Z]{2} (?:[0-9]{6}|[0-9]{8})", fullmatch=True),
}


def bodies(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies with any of the members that may be missing; which go together is for the caller to check."""
    fields = {name: _values(schema, node) for name, node in schema["properties"].items()}
    required = {name: fields[name] for name in schema["required"]}
    optional = {name: fields[name] for name in fields.keys() - required.keys()}
    return st.fixed_dictionaries(required, optional=optional)


def _values(root: Schema, node: Schema) -> st.SearchStrategy[Any]:
    if "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(node["minimum"], node["maximum"])
        case _ if "format" in node:
            fits = range(node["minLength"], node["maxLength"] + 1)
            return _FORMATS[node["format"]].filter(lambda text: len(text) in fits)
        case _:
            return st.from_regex(node["pattern"].strip("^$"), fullmatch=True)
