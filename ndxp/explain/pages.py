"""A page for every error code: from one table (pages.toml) and from the errors themselves."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from gateway.errors import ExchangeError, Language

TABLE: Final = Path(__file__).parent / "pages.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is to be known about one code, in one language."""

    code: str
    status: int
    kind: str  # the `type` of the problem document
    sentence: str  # as a caller reads it, `…` where it names a field
    means: str
    causes: tuple[str, str, str]  # the likeliest first
    log: str  # how to see it in the log
    fix: str

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "status": self.status,
            "type": self.kind,
            "message": self.sentence,
            "means": self.means,
            "causes": list(self.causes),
            "log": self.log,
            "fix": self.fix,
        }


def errors() -> dict[str, type[ExchangeError]]:
    """Every error that has a code of its own, by that code."""
    return {error.code: error for error in _tree(ExchangeError)}


def _tree(parent: type[ExchangeError]) -> Iterator[type[ExchangeError]]:
    for child in parent.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from _tree(child)


def pages(language: Language) -> dict[str, Page]:
    """All pages by code, in the order of the table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    known = errors()
    return {
        code: _page(known[code], told, table["log"], language)
        for code, told in table["code"].items()
    }


def _page(
    error: type[ExchangeError],
    told: Mapping[str, Any],
    logs: Mapping[str, Mapping[str, str]],
    language: Language,
) -> Page:
    first, second, third = told["causes"][language]
    return Page(
        code=error.code,
        status=error.status,
        kind=f"{error.place}.{error.code}",
        sentence=error("…").message(language),
        means=told["means"][language],
        causes=(first, second, third),
        log=logs[told["log"]][language].replace("CODE", error.code),
        fix=told["fix"][language],
    )


def closest(code: str) -> list[str]:
    """The codes that are most like one that there is not; at most three, the likest first."""
    return get_close_matches(code, list(errors()), n=3)
