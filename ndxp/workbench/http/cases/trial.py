"""A case before it is known for which dialect: where its rule is written depends on that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ndxp.workbench.http.dialects.dialect import Dialect, Place, Topic, Trouble
from ndxp.workbench.http.talk import Talk
from ndxp.workbench.verdict import Case, Rule, Text

CHECK: Final = Place(document="docs/adapter-check.md", chapter="What speaks a dialect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One rule and how it is tried.

    With a `trouble` it belongs to the dialects that know this trouble; with `dialects` to those.
    """

    name: str
    topic: Topic | None  # None: no dialect says it, the document of the check does
    sent: Text
    rule: Text
    run: Callable[[Talk], Awaitable[str]]
    trouble: Trouble | None = None
    dialects: frozenset[str] | None = None
    alone: bool = False

    def belongs(self, dialect: Dialect) -> bool:
        """Whether there is something to try in a dialect."""
        if self.dialects is not None and dialect.name not in self.dialects:
            return False
        return self.trouble is None or self.trouble in dialect.wanted

    def case(self, dialect: Dialect) -> Case[Talk]:
        """The case, with the rule as the dialect's document has it."""
        place = dialect.places[self.topic] if self.topic else CHECK
        rule = Rule(document=place.document, chapter=place.chapter, text=self.rule)
        return Case(name=self.name, sent=self.sent, rule=rule, run=self.run, alone=self.alone)
