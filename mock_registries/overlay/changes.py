"""Making changes, and reading those that were made: the journal that events can be published from."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Final, NamedTuple

from mock_registries.overlay import (
    kinds_of_cards,
    kinds_of_enterprises,
    kinds_of_parcels,
    kinds_of_people,
)
from mock_registries.overlay.fields import Fields, RefusedError
from mock_registries.overlay.made import Made, Registers

KINDS: Final[Mapping[str, Callable[[Registers, Fields], Made]]] = {
    "person.moved": kinds_of_people.moved,
    "person.died": kinds_of_people.died,
    "person.born": kinds_of_people.born,
    "enterprise.registered": kinds_of_enterprises.registered,
    "enterprise.dissolved": kinds_of_enterprises.dissolved,
    "card.issued": kinds_of_cards.issued,
    "parcel.transferred": kinds_of_parcels.transferred,
}
MOST_LISTED: Final = 1000


class Change(NamedTuple):
    """A change that was made."""

    seq: int  # rises by one; not used again after a reset
    time: str  # when it was made, UTC, ISO 8601 with Z
    kind: str  # one of KINDS
    subject: str  # number of the record that it is about
    data: dict[str, object]  # the fields given, and the numbers that were assigned


class Changes:
    """The changes of one country. Safe to share between threads and processes."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        self._store = registers.store

    def make(self, kind: str, given: Mapping[str, object]) -> Change:
        """Make a change, all of it or nothing; it counts at once, and is on the disk.

        Raises RefusedError, with a sentence that names the field, for what cannot be.
        """
        maker = KINDS.get(kind)
        if maker is None:
            raise RefusedError("kind", f"has to be one of {', '.join(KINDS)}")
        with self._store.transaction():
            made = maker(self._registers, Fields(given, self._registers.as_of))
            time = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
            text = json.dumps(made.data, ensure_ascii=False, separators=(",", ":"))
            insert = "INSERT INTO changes (time, kind, subject, data) VALUES (?, ?, ?, ?)"
            seq = self._store.write(insert, time, kind, made.subject, text)
        return Change(seq, time, kind, made.subject, made.data)

    def together(self) -> AbstractContextManager[None]:
        """Make the changes of a `with` block as one: all of them or none, with one wait for the disk."""
        return self._store.transaction()

    def list(self, after: int = 0, limit: int = MOST_LISTED) -> list[Change]:
        """Return the changes behind a number, in order, as many as `limit`."""
        query = "SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
        return [
            Change(seq, time, kind, subject, json.loads(data))
            for seq, time, kind, subject, data in self._store.all(query, after, limit)
        ]
