"""What a fault can be told: numbers within bounds, words of a list, and marks of one's own."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_S: Final = 600.0
"""No fault keeps anybody waiting for longer, in seconds."""


_MARK = re.compile(r"[a-z0-9]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number from `least` to `most`; its unit stands at the end of its name."""

    default: float
    least: float
    most: float

    def read(self, text: str) -> float:
        """Raises ValueError, with the bounds, for anything else."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not self.least <= value <= self.most:  # also refuses what is no number
            raise ValueError(self.form)
        return value

    def write(self, value: float | str) -> str:
        return f"{value:.6g}" if isinstance(value, int | float) else value

    @property
    def form(self) -> str:
        return f"a number from {self.least:g} to {self.most:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One of a few words; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> str:
        return self.words[0]

    def read(self, text: str) -> str:
        """Raises ValueError, with the words, for anything else."""
        if text not in self.words:
            raise ValueError(self.form)
        return text

    def write(self, value: float | str) -> str:
        return str(value)

    @property
    def form(self) -> str:
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A short name that whoever orders makes up, to tell his own from others'."""

    default: str

    def read(self, text: str) -> str:
        """Raises ValueError, with what it may be, for anything else."""
        if not _MARK.fullmatch(text):
            raise ValueError(self.form)
        return text

    def write(self, value: float | str) -> str:
        return str(value)

    @property
    def form(self) -> str:
        return "at most 16 of a-z and 0-9"


Parameter = Number | Word | Mark


def number(default: float, least: float, most: float) -> Number:
    """Short, for tables."""
    return Number(default=default, least=least, most=most)


def word(*words: str) -> Word:
    """Short, for tables."""
    return Word(words=words)


def mark(default: str) -> Mark:
    """Short, for tables."""
    return Mark(default=default)
