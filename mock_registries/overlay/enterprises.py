"""The enterprises with their changes: who was registered and who was dissolved."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from mock_registries.country import industries
from mock_registries.country.company_names import ONE_MEMBER
from mock_registries.country.enterprises import (
    ACTIVE,
    DISSOLVED,
    Enterprise,
    Enterprises,
    Share,
)
from mock_registries.country.places import Address
from mock_registries.overlay.people import ChangedPopulation
from mock_registries.overlay.rows import commune
from mock_registries.overlay.store import Store

POST: Final = "Giám đốc"
_ROW: Final = (
    "SELECT enterprise, code, name, representative, founded, capital, activity, commune, detail "
    "FROM enterprises"
)
_BY_INDEX: Final = f"{_ROW} WHERE enterprise = ?"
_BY_CODE: Final = f"{_ROW} WHERE code = ?"
_BY_PERSON: Final = "SELECT enterprise FROM enterprises WHERE representative = ?"
_DISSOLVED: Final = "SELECT 1 FROM dissolutions WHERE enterprise = ?"


class EnterpriseRow(NamedTuple):
    """An enterprise that was registered by a change; its representative owns it alone."""

    enterprise: int  # index
    code: str
    name: str
    representative: int
    founded: str
    capital: int
    activity: str
    commune: str
    detail: str


class ChangedEnterprises(Enterprises):
    """Computed enterprises over which lie the changes of a database.

    Whatever was registered by a change has an index of `size` or more, no branches, and no dossier.
    """

    def __init__(self, computed: Enterprises, people: ChangedPopulation) -> None:
        vars(self).update(vars(computed))  # everything computed is shared, not made again
        self.computed = computed
        self.people = people
        self.store: Store = people.store

    def code(self, index: int) -> str:
        """Return the ten-digit tax code of the enterprise at an index."""
        return self.computed.code(index) if index < self.size else self._row(index).code

    def index_of(self, code: str) -> int | None:
        """Return the index of a ten-digit tax code, None if it was never issued."""
        index = self.computed.index_of(code)
        if index is not None:
            return index
        found = self.store.one(_BY_CODE, code)
        return None if found is None else EnterpriseRow._make(found).enterprise

    def unknown_code(self, number: int) -> str:
        """Make a valid tax code that was never issued."""
        code = self.computed.unknown_code(number)
        while self.store.one(_BY_CODE, code) is not None:
            number += 63
            code = self.computed.unknown_code(number)
        return code

    def by_code(self, code: str) -> Enterprise | None:
        """Return what a code of ten digits or that of a branch stands for, None if nothing."""
        found = self.computed.by_code(code)
        if found is None:
            row = self.store.one(_BY_CODE, code)
            return None if row is None else self._registered(EnterpriseRow._make(row))
        index = self.computed.index_of(found.code[:10])
        return found if index is None else self._dissolved(found, index)

    def enterprise(self, index: int) -> Enterprise:
        """Return the enterprise at an index; LookupError for one that none has."""
        if index >= self.size:
            return self._registered(self._row(index))
        return self._dissolved(self.computed.enterprise(index), index)

    def name(self, index: int) -> str:
        """Return the name alone."""
        return self.computed.name(index) if index < self.size else self._row(index).name

    def status(self, index: int) -> str:
        """Return the legal status."""
        if self.store.one(_DISSOLVED, index) is not None:
            return DISSOLVED
        return self.computed.status(index) if index < self.size else ACTIVE

    def of_person(self, person: int) -> tuple[int, ...]:
        """Return the enterprises that somebody leads or has a share in, by their indices."""
        owned = () if person >= self.people.size else self.computed.of_person(person)
        return owned + _numbers(self.store.all(_BY_PERSON, person))

    def branches_of_person(self, person: int) -> tuple[tuple[int, int], ...]:
        """Return the branches that somebody heads: index of the enterprise and number."""
        return () if person >= self.people.size else self.computed.branches_of_person(person)

    def branches(self, index: int) -> int:
        """Return how many branches an enterprise has; they are numbered from one."""
        return self.computed.branches(index) if index < self.size else 0

    def founded(self, index: int) -> date:
        """Return the day of first registration."""
        if index < self.size:
            return self.computed.founded(index)
        return date.fromisoformat(self._row(index).founded)

    def _dissolved(self, found: Enterprise, index: int) -> Enterprise:
        if self.store.one(_DISSOLVED, index) is None:
            return found
        return found._replace(status=DISSOLVED)

    def _row(self, index: int) -> EnterpriseRow:
        found = self.store.one(_BY_INDEX, index)
        if found is None:
            message = f"there is no enterprise at {index}"
            raise LookupError(message)
        return EnterpriseRow._make(found)

    def _registered(self, row: EnterpriseRow) -> Enterprise:
        leader = self.people.person(row.representative)
        return Enterprise(
            code=row.code,
            name=row.name,
            kind=ONE_MEMBER.title,
            status=self.status(row.enterprise),
            founded=date.fromisoformat(row.founded),
            capital=row.capital,
            address=Address(commune(row.commune, self.people.as_of), row.detail),
            representatives=((leader, POST),),
            activities=((row.activity, activity_title(row.activity) or ""),),
            shares=(Share(leader, 100),),
        )


def activity_title(code: str) -> str | None:
    """Return the title of a line of business, None for a code that the country does not use."""
    found = (one.title for one in industries.ACTIVITIES if one.code == code)
    return next(found, None)


def _numbers(found: Iterable[tuple[int]]) -> tuple[int, ...]:
    return tuple(number for (number,) in found)
