"""Orders: which fault, with which parameters, as the header X-NDXP-Fault spells them.

    NAME;parameter=value;parameter=value          latency;distribution=uniform;most_seconds=4

Parameters that are not given have their defaults; unknown names and values are refused, so that a
misspelt fault does not look like one that was survived.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from mock_registries.faults.scene import Scene, Sending

HEADER: Final = "X-NDXP-Fault"
LONGEST_S: Final = 600.0  # no fault keeps anybody waiting for longer
_PLACE, _HERE = "place", "registry"  # what orders for several kinds of servers say
_MOST_CHARACTERS = 500
_MARK = re.compile("[a-z0-9]{1,16}")

Value = str | float


class Word(NamedTuple):
    """A parameter that is one of some words; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """Return what counts where nothing is said."""
        return self.words[0]

    def read(self, text: str) -> str | None:
        """Return the word, None if it is none of these."""
        return text if text in self.words else None


class Number(NamedTuple):
    """A parameter that is a number, both ends included."""

    default: float
    least: float
    most: float

    def read(self, text: str) -> float | None:
        """Return the number, None if it is none or out of range."""
        try:
            value = float(text)
        except ValueError:
            return None
        return value if self.least <= value <= self.most else None  # NaN is not


class Mark(NamedTuple):
    """A parameter that is a short name of one's own, to tell one's own orders from others'."""

    default: str

    def read(self, text: str) -> str | None:
        """Return the name, None if it is none."""
        return text if _MARK.fullmatch(text) else None


Parameter = Word | Number | Mark


class Order(NamedTuple):
    """A fault that is due; `told` are the parameters that were given, `values` all of them."""

    name: str
    told: Mapping[str, Value]
    values: Mapping[str, Value]

    def word(self, name: str) -> str:
        """Return a parameter that is a word."""
        return str(self.values[name])

    def number(self, name: str) -> float:
        """Return a parameter that is a number."""
        return float(self.values[name])

    def __str__(self) -> str:
        """Spell it as the header does."""
        spelt = (f"{name}={_spell(value)}" for name, value in self.told.items())
        return ";".join((self.name, *spelt))


Apply = Callable[[Scene, Sending, Order], Sending]


class Kind(NamedTuple):
    """A fault: what it does to an answer, and what can be said of it."""

    apply: Apply
    parameters: Mapping[str, Parameter] = MappingProxyType({})


class UnknownFaultError(Exception):
    """There is no such fault, or it does not take this; says nothing of what was sent."""


def read(text: str, kinds: Mapping[str, Kind]) -> Order:
    """Read an order; raises UnknownFaultError for whatever is not one."""
    name, *rest = (part.strip() for part in text[: _MOST_CHARACTERS + 1].split(";"))
    if len(text) > _MOST_CHARACTERS or name not in kinds:
        message = f"there is no such fault; there are {', '.join(kinds)}"
        raise UnknownFaultError(message)
    known = kinds[name].parameters
    given: dict[str, Value] = {}
    for part in filter(None, rest):
        parameter, _, written = part.partition("=")
        if (parameter, written) == (_PLACE, _HERE):
            continue
        value = known[parameter].read(written) if parameter in known else None
        if value is None or parameter in given:
            raise UnknownFaultError(_complaint(name, known))
        given[parameter] = value
    defaults = {one: kind.default for one, kind in known.items()}
    return Order(name, given, defaults | given)


def _complaint(name: str, known: Mapping[str, Parameter]) -> str:
    if not known:
        return f"{name} takes no parameters"
    return f"{name} takes {', '.join(f'{one}={_range(kind)}' for one, kind in known.items())}"


def _range(kind: Parameter) -> str:
    if isinstance(kind, Mark):
        return "at most 16 of a-z and 0-9"
    if isinstance(kind, Word):
        return "|".join(kind.words)
    return f"{_spell(kind.least)} to {_spell(kind.most)}"


def _spell(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
