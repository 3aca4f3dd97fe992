"""What the database of changes says of somebody, and how a register's record follows from it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from mock_registries.country.families import Marital, Role
from mock_registries.country.people import Person
from mock_registries.country.places import Address, Commune, commune_on
from mock_registries.overlay.store import Store

PERSON_COLUMNS = (
    "person, family, household, commune, detail, died, marital, role, mother, identity, name, "
    "male, born, birthplace"
)
_PERSON = f"SELECT {PERSON_COLUMNS} FROM people"  # noqa: S608  # constants
_BY_PERSON = f"{_PERSON} WHERE person = ?"
_BY_FAMILY = f"{_PERSON} WHERE family = ? ORDER BY person"
_BY_IDENTITY = f"{_PERSON} WHERE identity = ?"
_BY_BIRTH = f"{_PERSON} WHERE born = ? AND mother IS NOT NULL ORDER BY person"


class PersonRow(NamedTuple):
    """One changed person; from `mother` on only of who was born by a change."""

    person: int  # index
    family: int  # number
    household: int | None  # index of who founded it by moving out; None: the family's own
    commune: str | None  # where somebody moved, else None
    detail: str | None
    died: str | None  # YYYY-MM-DD
    marital: str | None
    role: str | None
    mother: int | None
    identity: str | None
    name: str | None
    male: int | None
    born: str | None
    birthplace: str | None


def person_row(store: Store, index: int) -> PersonRow | None:
    """Return what changed of the person at an index."""
    return _row(store.one(_BY_PERSON, index))


def row_by_identity(store: Store, identity: str) -> PersonRow | None:
    """Return the row of somebody who was born by a change."""
    return _row(store.one(_BY_IDENTITY, identity))


def family_rows(store: Store, family: int) -> tuple[PersonRow, ...]:
    """Return the rows of a family, its computed members first."""
    return _rows(store.all(_BY_FAMILY, family))


def rows_by_birth(store: Store, born: str) -> tuple[PersonRow, ...]:
    """Return the rows of those who were born on a day, by a change."""
    return _rows(store.all(_BY_BIRTH, born))


def changed_person(person: Person, row: PersonRow) -> Person:
    """Return somebody's record as it is since the change."""
    marital = person.marital if row.marital is None else Marital(row.marital)
    role = person.role if row.role is None else Role(row.role)
    return person._replace(marital=marital, role=role)


def born_person(row: PersonRow, as_of: date) -> Person:
    """Return the record of who was born by a change."""
    return Person(
        row.person,
        row.identity or "",
        None,
        row.name or "",
        bool(row.male),
        row.born or "",
        Role(row.role),
        Marital.SINGLE,
        commune(row.birthplace or "", as_of),
    )


def moved_to(row: PersonRow, as_of: date) -> Address | None:
    """Return where somebody moved, None for who did not."""
    if row.commune is None or row.detail is None:
        return None
    return Address(commune(row.commune, as_of), row.detail)


def commune(code: str, as_of: date) -> Commune:
    """Return the commune that a code in the database means."""
    found = commune_on(code, as_of)
    if found is None:
        message = f"there is no commune {code}"
        raise LookupError(message)
    return found


def _row(found: tuple[object, ...] | None) -> PersonRow | None:
    return None if found is None else PersonRow._make(found)


def _rows(found: Iterable[tuple[object, ...]]) -> tuple[PersonRow, ...]:
    return tuple(PersonRow._make(one) for one in found)
