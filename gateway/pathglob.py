"""Which request paths an endpoint's pattern covers: X-Road's glob rules, in time linear in the path.

`*` stands for any characters within one segment (also none), `**` for any characters at all, `\\*` for
a star, `\\\\` for a backslash. A pattern is written as a person reads it (`/hồ-sơ/*`), not percent-encoded;
only an encoded slash, which separates nothing, stays `%2F` in pattern and path.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote_to_bytes

ANYTHING: Final = "**"

_TOKEN = re.compile(r"\\(?P<escaped>[*\\])|(?P<wild>\*+)|(?P<plain>[^*\\])", re.DOTALL)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED_SLASH = re.compile(r"%2f", re.IGNORECASE)
_ESCAPE = re.compile(r"%(?!2F)[0-9A-Fa-f]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Some servers take an encoded slash or a backslash for a separator, and cut off what follows a `;`.
_ANY_SEPARATOR = re.compile(r"[/\\]|%2F")


def plain_path(raw: str) -> str:
    """The path that patterns are held against: decoded once, without empty and `.` segments.

    The provider gets the raw path. So whatever servers read in more than one way is refused, `..`
    first of all, in every spelling: raises ValueError with what is wrong, never quoting the path.
    """
    if not raw:
        return raw
    if _BROKEN_ESCAPE.search(raw):
        raise ValueError("holds a broken percent escape")
    path = "%2F".join(_decode(piece) for piece in _ENCODED_SLASH.split(raw))
    _check_plain(path)
    return _without_idle_segments(path)


def _decode(piece: str) -> str:
    try:
        text = unquote_to_bytes(piece).decode("utf-8")
    except UnicodeError:  # also a lone surrogate in the raw text
        raise ValueError("is not UTF-8") from None
    if _ENCODED_SLASH.search(text):
        raise ValueError("is percent-encoded twice")
    return text


def _check_plain(path: str) -> None:
    if not path.startswith("/"):
        raise ValueError("does not begin with /")
    if _ESCAPE.search(path):
        raise ValueError("is percent-encoded twice")
    if _CONTROL.search(path):
        raise ValueError("holds a control character")
    for segment in _ANY_SEPARATOR.split(path):
        name, semicolon, _ = segment.partition(";")
        if name == ".." or (semicolon and name in ("", ".")):
            raise ValueError("holds a .. segment" if name == ".." else "holds a nameless segment")


def _without_idle_segments(path: str) -> str:
    """`/a//./b/.` is `/a/b/`: what java.net.URI.normalize makes of it, and X-Road with it."""
    if "//" not in path and "/." not in path:
        return path
    *segments, last = path.split("/")
    kept = [segment for segment in segments if segment not in ("", ".")]
    return "/".join(["", *kept, "" if last == "." else last])


@dataclass(frozen=True, slots=True)
class PathGlob:
    """One pattern. Every position of it is a bit, so that a step costs the same whatever it holds."""

    text: str
    _literals: dict[str, int] = field(repr=False, compare=False)  # character -> where it stands
    _stars: int = field(repr=False, compare=False)  # where a * or ** stands
    _double_stars: int = field(repr=False, compare=False)
    _end: int = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern; raises ValueError for one that no path can ever match as it is meant."""
        if text != ANYTHING:
            _check_pattern(text)
        literals: dict[str, int] = defaultdict(int)
        stars, double_stars, bit, read = 0, 0, 1, 0
        for token in _TOKEN.finditer(text):
            read += len(token[0])
            if wild := token["wild"]:
                stars |= bit
                double_stars |= bit if len(wild) > 1 else 0
            else:
                literals[token["escaped"] or token["plain"]] |= bit
            bit <<= 1
        if read != len(text):
            raise ValueError("a backslash stands before * or \\ only")
        return cls(text, dict(literals), stars, double_stars, bit)

    def matches(self, path: str) -> bool:
        """Whether the pattern covers a path that `plain_path` returned."""
        if self.text == ANYTHING:
            return True
        # The bits of `here` are the places that the pattern may have come to. A star may stand for
        # nothing, so its place is also the next one; two stars never stand side by side.
        here = 1 | (self._stars & 1) << 1
        for character in path:
            stay = here & (self._double_stars if character == "/" else self._stars)
            here = stay | (here & self._literals.get(character, 0)) << 1
            here |= (here & self._stars) << 1
            if not here:
                return False
        return bool(here & self._end)


def _check_pattern(text: str) -> None:
    if not text.startswith("/"):
        raise ValueError("a path begins with /, or is ** for every path")
    if _ESCAPE.search(text):
        raise ValueError("a path is written decoded; only %2F stays")
    if _CONTROL.search(text):
        raise ValueError("a path holds no control character")
    segments = text.split("/")[1:]
    if {".", ".."} & set(segments) or "" in segments[:-1]:
        raise ValueError("no path keeps an empty, . or .. segment")
