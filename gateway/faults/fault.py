"""One fault as it is asked for: `latency;place=adapter;seconds=2`.

So it stands in the header X-NDXP-Fault of a call and of its answer, in `POST /faults` and in `ndxp fault`.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from statistics import NormalDist
from typing import Final, Self

from gateway.faults.kind import Kind, Place
from gateway.faults.kinds import KINDS
from gateway.faults.parameters import LONGEST_S

HEADER: Final = "X-NDXP-Fault"
_PLACE: Final = "place"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST_TEXT = 500
_MEMORY: Final = "memory"
# What is said of a fault that has happened, behind its name, and which faults say it.
_NOTES: Final = {
    "changed": (re.compile("nothing"), None),
    "field": (re.compile(r"[A-Za-z_]{1,40}"), "rejected_once"),
    "waited_s": (re.compile(r"[0-9]{1,3}\.[0-9]{3}"), "latency"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A kind of fault, where, and what it was told; what it was not told is the kind's default."""

    name: str
    place: Place
    told: Mapping[str, float | str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, told: Mapping[str, str]) -> Self:
        """Read name and parameters; raises ValueError with a sentence that repeats no value."""
        kind = KINDS.get(name)
        if kind is None:
            raise ValueError(f"no fault has this name; the closest: {', '.join(closest(name))}")
        given = dict(told)
        asked = given.pop(_PLACE, kind.places[0])
        place = next((each for each in kind.places if each == asked), None)
        if place is None:
            raise ValueError(f"{name}: place is one of {', '.join(kind.places)}")
        return cls(name=name, place=place, told=_read(name, kind, given))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NAME;parameter=value;…; raises ValueError as `of` does."""
        if len(text) > _LONGEST_TEXT:
            raise ValueError("it is too long")
        name, *words = (part.strip() for part in text.split(";"))
        return cls.of(name, read_words(word for word in words if word))

    def __str__(self) -> str:
        kind = self.kind
        place = [] if self.place == kind.places[0] else [f"{_PLACE}={self.place}"]
        written = (f"{name}={kind.parameters[name].write(self.told[name])}" for name in self.told)
        return ";".join([self.name, *place, *written])

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    def number(self, name: str) -> float:
        return float(self.told.get(name, self.kind.parameters[name].default))

    def word(self, name: str) -> str:
        return str(self.told.get(name, self.kind.parameters[name].default))

    @property
    def explicit(self) -> "Fault":
        """With every parameter, for those who have defaults of their own."""
        defaults = {name: each.default for name, each in self.kind.parameters.items()}
        return replace(self, told=defaults | dict(self.told))

    def remembering(self, mark: str) -> "Fault":
        """With a memory of its own, if it is one that remembers and nobody said with which."""
        if _MEMORY not in self.kind.parameters or _MEMORY in self.told:
            return self
        return replace(self, told={**self.told, _MEMORY: mark})

    def confirmed(self, said: str) -> str | None:
        """As ordered, with what `said` adds of how it went; None if that is not of this fault.

        Of a text that comes from outside nothing is repeated but what is known.
        """
        name, *words = said[:_LONGEST_TEXT].split(";")
        try:
            told = read_words(words)
        except ValueError:
            return None
        notes = {key: told[key] for key in _NOTES if key in told}
        if name != self.name or not all(_is_note(name, *note) for note in notes.items()):
            return None
        return ";".join([str(self), *(f"{key}={text}" for key, text in notes.items())])

    def drawn(self, chance: float) -> "Fault":
        """With what is left to chance decided; `chance` is from 0 to 1, without 1."""
        if "distribution" not in self.kind.parameters or self.word("distribution") == "fixed":
            return self
        least, most = self.number("seconds"), self.number("most_seconds")
        if self.word("distribution") == "uniform":
            seconds = least + chance * (most - least)
        else:
            z = NormalDist().inv_cdf(max(chance, 1e-9))
            seconds = least * math.exp(self.number("sigma") * z)
        return replace(self, told={"seconds": round(min(seconds, LONGEST_S), 3)})


def closest(name: str) -> list[str]:
    """The names that look most like this one."""
    return get_close_matches(name, KINDS, n=3, cutoff=0.0)


def read_words(words: Iterable[str]) -> dict[str, str]:
    """Parameters written as name=value; raises ValueError for other words, and for one twice."""
    told: dict[str, str] = {}
    for each in words:
        name, equals, value = each.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise ValueError("a parameter reads name=value")
        if name in told:
            raise ValueError("a parameter stands twice")
        told[name] = value
    return told


def _is_note(name: str, key: str, text: str) -> bool:
    pattern, owner = _NOTES[key]
    return owner in (None, name) and pattern.fullmatch(text) is not None


def _read(name: str, kind: Kind, told: Mapping[str, str]) -> dict[str, float | str]:
    read: dict[str, float | str] = {}
    for key, text in told.items():
        parameter = kind.parameters.get(key)
        if parameter is None:
            known = ", ".join([*kind.parameters, _PLACE])
            raise ValueError(f"{name} has no such parameter; it takes {known}")
        try:
            read[key] = parameter.read(text)
        except ValueError as error:
            raise ValueError(f"{name}: {key} is {error}") from None
    return read
