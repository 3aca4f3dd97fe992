"""Tables of a network document, read with every fault kept and none raised."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

T = TypeVar("T")

Document = Mapping[str, Any]

FIELDS: Final = {
    "member": ({"id", "name", "name_vi"}, {"aliases", "assumed"}),
    "subsystem": (
        {"id", "name", "name_vi"},
        {"services", "opaque", "registry"}
        | {"auth", "certificates", "rate_per_s", "burst", "max_in_flight"},
    ),
    "group": ({"id", "name", "name_vi", "members"}, {"owner"}),
    "right": ({"clients", "services"}, {"endpoints"}),
}
"""The keys of each table: those that it must have, those that it may have."""

MAY_BE_LEFT_OUT: Final = frozenset({"group"})


class Tables:
    """Reads values by key; what is wrong is added to `faults`, and something harmless is returned."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[str] = []

    def each(self, name: str) -> Iterator[tuple[str, Document]]:
        """Every table of one kind with its key, `right[3]`."""
        required, optional = FIELDS[name]
        if name in MAY_BE_LEFT_OUT and name not in self.document:
            return
        tables = self.document.get(name, [])
        if not isinstance(tables, list) or not tables:
            self.faults.append(f"{name}: at least one [[{name}]] table is needed")
            return
        for position, table in enumerate(tables):
            key = f"{name}[{position}]"
            if not isinstance(table, Mapping):
                self.faults.append(f"{key}: must be a table")
                continue
            for unknown in sorted(table.keys() - required - optional):
                self.faults.append(f"{key}.{unknown}: unknown key")
            yield key, table

    def text(self, table: Document, name: str, key: str) -> str:
        value = table.get(name)
        if isinstance(value, str) and value:
            return value
        self.faults.append(f"{key}.{name}: must be a text" if key != name else f"{key}: missing")
        return "?"

    def count(self, table: Document, name: str, key: str) -> int | None:
        """A whole number from 1 on; None where it is left out."""
        value = table.get(name)
        if name not in table or (type(value) is int and value > 0):
            return value
        self.faults.append(f"{key}.{name}: must be a whole number from 1 on")
        return None

    def texts(self, table: Document, name: str, key: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        self.faults.append(f"{key}.{name}: must be a list of texts")
        return ()

    def some_texts(self, table: Document, name: str, key: str) -> tuple[str, ...]:
        """A list with at least one text in it, and none twice."""
        if table.get(name, []) == []:
            self.faults.append(f"{key}.{name}: at least one is needed")
        texts = self.texts(table, name, key)
        self.once(texts, f"{key}.{name}")
        return texts

    def known(
        self, table: Document, name: str, key: str, known: Mapping[str, T], what: str
    ) -> list[T]:
        """Those of a list, at least one, that the document knows; each other one is a fault."""
        texts = self.some_texts(table, name, key)
        for position, text in enumerate(texts):
            if text not in known:
                self.faults.append(f"{key}.{name}[{position}]: no such {what}")
        return [known[text] for text in texts if text in known]

    def once(self, texts: tuple[str, ...], key: str) -> None:
        for position, text in enumerate(texts):
            if text in texts[:position]:
                self.faults.append(f"{key}[{position}]: {text} stands twice")
