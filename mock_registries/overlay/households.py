"""Households since their changes: the dead are gone, the newborn are there, who moved out is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mock_registries.country import households
from mock_registries.country.families import Role
from mock_registries.country.households import Household
from mock_registries.overlay import rows

if TYPE_CHECKING:
    from mock_registries.country.people import Person
    from mock_registries.overlay.people import ChangedPopulation
    from mock_registries.overlay.rows import PersonRow

# What the household of somebody who moved out is counted as; computed ones lie far below it.
FIRST_NEW_HOUSEHOLD: Final = 500_000_000
_OLDER: Final = (Role.FATHER, Role.MOTHER, Role.GRANDFATHER, Role.GRANDMOTHER)
# What the parents are to a child who became the head.
_TO_CHILD: Final = {Role.FATHER: "father", Role.MOTHER: "mother"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedHousehold(Household):
    """A household whose members may have relatives elsewhere."""

    kin: tuple[Person, ...]  # the living of the family, here and elsewhere
    mothers: Mapping[int, int]  # of those who were born by a change, as indices

    def relation(self, person: Person) -> str:
        """Say in English what a member is to the head; "relative" where there is no other word."""
        head, mother = self.head, self.mothers.get(person.index)
        if person.index == head.index:
            return "head"
        if mother == head.index:
            return "child"
        if person.role is Role.GRANDCHILD:
            return "grandchild" if head.role in _OLDER else "relative"
        if head.role is Role.GRANDCHILD:
            return "mother" if self.mothers.get(head.index) == person.index else "relative"
        if head.role is Role.CHILD:
            return _TO_CHILD.get(person.role, "relative")
        try:
            return Household.relation(self, person)  # a dataclass with slots knows no super()
        except KeyError:
            return "relative"

    def father(self, person: Person) -> Person | None:
        """Return the father, if he is alive; nobody knows a daughter's child's."""
        return None if person.role is Role.GRANDCHILD else Household.father(self, person)

    def mother(self, person: Person) -> Person | None:
        """Return the mother, if she is alive."""
        mother = self.mothers.get(person.index)
        if mother is None:
            return Household.mother(self, person)
        return next((one for one in self.kin if one.index == mother), None)

    def _member(self, role: Role | None) -> Person | None:
        return next((one for one in self.kin if one.role is role), None)


def kin(people: ChangedPopulation, changed: Sequence[PersonRow]) -> tuple[Person, ...]:
    """Return the living of a family, father and mother first, of which there is a row at least."""
    rows_of = {row.person: row for row in changed}
    start = people.family_start(changed[0].person)
    computed = [
        rows.changed_person(one, rows_of[one.index]) if one.index in rows_of else one
        for one in people.computed.family(start)
    ]
    born = [rows.born_person(row, people.as_of) for row in changed if row.mother is not None]
    dead = {row.person for row in changed if row.died is not None}
    return tuple(one for one in (*computed, *born) if one.index not in dead)


def make_household(
    people: ChangedPopulation, index: int, changed: Sequence[PersonRow]
) -> ChangedHousehold:
    """Put together the household of the person at an index from the rows of the family.

    Without a living member (the last one died) it is that of the person alone.
    """
    founders = {row.person: row.household for row in changed}
    founder = founders.get(index)
    relatives = kin(people, changed)
    members = tuple(one for one in relatives if founders.get(one.index) == founder)
    before = households.household(people.computed, people.family_start(index))
    first = before.head.index if founder is None else founder
    head = _head(people, members, first) or people.person(index)
    number = FIRST_NEW_HOUSEHOLD + first
    book = before.book if founder is None else households.book(people.computed, number)
    return ChangedHousehold(
        members=members,
        head=head,
        book=book,
        home=households.home(people, members[0].index if members else index),
        origin=before.origin,
        ethnic_group=before.ethnic_group,
        religion=before.religion,
        kin=relatives,
        mothers={row.person: row.mother for row in changed if row.mother is not None},
    )


def _head(people: ChangedPopulation, members: Sequence[Person], first: int) -> Person | None:
    """Return who leads: who did, else the next grown-up, else the eldest; None where nobody is."""
    led = next((one for one in members if one.index == first), None)
    grown_up = next((one for one in members if not people.is_minor(one)), None)
    return led or grown_up or min(members, key=lambda one: one.born, default=None)
