"""How registries write values. Each form is read in one spelling; a calendar is the schema's work."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from gateway.edge.native.operation import Given, MalformedError

M = TypeVar("M")

_WHOLE = re.compile(r"0|[1-9][0-9]{0,7}")
_SLASHED_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")


def text(native: str, _given: Given) -> str:
    """A code that the schema checks."""
    return native


def name(native: str, _given: Given) -> str:
    """A person's name; registries do not mind blanks around it nor how its letters are composed."""
    return unicodedata.normalize("NFC", native).strip()


def whole(native: str, _given: Given) -> int:
    """A whole number without a sign."""
    if _WHOLE.fullmatch(native) is None:
        raise MalformedError("not a whole number")
    return int(native)


def slashed_day(native: str, _given: Given) -> str:
    """A day dd/MM/yyyy."""
    match = _SLASHED_DAY.fullmatch(native)
    if match is None:
        raise MalformedError("not dd/MM/yyyy")
    return f"{match[3]}-{match[2]}-{match[1]}"


def slashed_birth(native: str, given: Given) -> str:
    """A day dd/MM/yyyy, or a year alone."""
    return native if _YEAR.fullmatch(native) else slashed_day(native, given)


def coded(native: str, meanings: Mapping[str, M]) -> M:
    """The meaning of a code."""
    if native not in meanings:
        raise MalformedError(f"none of {', '.join(meanings)}")
    return meanings[native]
