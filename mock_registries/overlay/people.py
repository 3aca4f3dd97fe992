"""The population with its changes: who moved, died and was born."""

from collections.abc import Iterator
from datetime import date

from mock_registries.country import households, names
from mock_registries.country.families import BLOCK, FAMILIES, STARTS, Role
from mock_registries.country.households import Household
from mock_registries.country.people import Person, Population
from mock_registries.country.places import Address, Commune, Province
from mock_registries.overlay import rows
from mock_registries.overlay.households import kin, make_household
from mock_registries.overlay.store import Store

_PARENTS = (Role.FATHER, Role.MOTHER)


class ChangedPopulation(Population):
    """A computed population over which lie the changes of a database.

    Numbers of the dead still lead to their records, since other registers refer to them; `death`
    tells them apart. Whoever was born by a change has an index of `size` or more.
    """

    def __init__(self, computed: Population, as_of: date, store: Store) -> None:
        vars(self).update(vars(computed))  # everything computed is shared, not made again
        self.computed = computed
        self.as_of = as_of
        self.store = store

    def person(self, index: int) -> Person:
        """Return the person at an index; LookupError for one that nobody has."""
        row = rows.person_row(self.store, index)
        if index >= self.size:
            return rows.born_person(_present(row, index), self.as_of)
        person = self.computed.person(index)
        return person if row is None else rows.changed_person(person, row)

    def identity(self, index: int) -> str:
        """Return somebody's identity number alone."""
        return self.computed.identity(index) if index < self.size else self.person(index).identity

    def index_of(self, identity: str) -> int | None:
        """Return the index of the holder of an identity number, None if nobody holds it."""
        index = self.computed.index_of(identity)
        if index is not None:
            return index
        row = rows.row_by_identity(self.store, identity)
        return None if row is None else row.person

    def by_identity(self, identity: str) -> Person | None:
        """Return the holder of an identity number, None if nobody holds it."""
        index = self.index_of(identity)
        return None if index is None else self.person(index)

    def unknown_identity(self, number: int) -> str:
        """Make a well-formed identity number that nobody holds."""
        identity = self.computed.unknown_identity(number)
        while rows.row_by_identity(self.store, identity) is not None:
            number += 63
            identity = self.computed.unknown_identity(number)
        return identity

    def death(self, index: int) -> str | None:
        """Return the day on which somebody died, YYYY-MM-DD; None for the living."""
        row = rows.person_row(self.store, index)
        return None if row is None else row.died

    def family_number(self, index: int) -> int:
        """Return the number of somebody's family, below `families`."""
        if index < self.size:
            return self.computed.family_number(index)
        return _present(rows.person_row(self.store, index), index).family

    def family_start(self, index: int) -> int:
        """Return the index of the first computed member of somebody's family."""
        block, place = divmod(self.family_number(index), FAMILIES)
        return block * BLOCK + STARTS[place]

    def birth_province(self, index: int) -> Province:
        """Return the province in which somebody's family was born."""
        return self.computed.birth_province(self.family_start(index))

    def birth_commune(self, index: int) -> Commune:
        """Return the commune in which the computed children of somebody's family were born."""
        return self.computed.birth_commune(self.family_start(index))

    def family(self, index: int) -> tuple[Person, ...]:
        """Return who lives in somebody's household: father, mother, then the others."""
        return self.changed_household(index).members

    def children(self, index: int) -> tuple[Person, ...]:
        """Return the living children of somebody, at home or not, eldest first."""
        changed = rows.family_rows(self.store, self.family_number(index))
        if not changed:
            return self.computed.children(index)
        relatives, role = kin(self, changed), self.person(index).role
        mothers = {row.person: row.mother for row in changed}
        if role in _PARENTS:
            found = [one for one in relatives if one.role is Role.CHILD]
        elif role in (Role.GRANDFATHER, Role.GRANDMOTHER):
            found = [one for one in relatives if one.role is Role.FATHER]
        else:
            found = [one for one in relatives if mothers.get(one.index) == index]
        return tuple(sorted(found, key=lambda one: one.born))

    def search(
        self, name: str, born: str, male: bool, province_code: str, commune_code: str | None = None
    ) -> Iterator[Person]:
        """Yield the living of that name, birth, sex and province of birth; see Population."""
        for person in self.computed.search(name, born, male, province_code, commune_code):
            if self.death(person.index) is None:
                yield self.person(person.index)
        wanted = names.bare(name), male, province_code
        for row in rows.rows_by_birth(self.store, born):
            person = rows.born_person(row, self.as_of)
            place = person.birthplace
            known = names.bare(person.name), person.male, place.province_code
            if known == wanted and row.died is None and commune_code in (None, place.code):
                yield person

    def changed_home(self, index: int) -> Address | None:
        """Return where somebody lives who has moved."""
        row = rows.person_row(self.store, index)
        return None if row is None else rows.moved_to(row, self.as_of)

    def changed_household(self, index: int) -> Household:
        """Return the household of anybody, as it is computed where the family has not changed."""
        changed = rows.family_rows(self.store, self.family_number(index))
        if changed:
            return make_household(self, index, changed)
        return households.household(self.computed, index)

    def is_minor(self, person: Person) -> bool:
        """Say whether somebody is under eighteen on the country's day."""
        return person.born > f"{self.as_of.year - 18:04d}{self.as_of.isoformat()[4:]}"


def _present(row: rows.PersonRow | None, index: int) -> rows.PersonRow:
    if row is None:
        message = f"there is nobody at {index}"
        raise LookupError(message)
    return row
