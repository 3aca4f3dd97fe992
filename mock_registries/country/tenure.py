"""Who holds the land: certificate units and their owners, computed from either side.

Of 25 neighbouring units two belong to enterprises, the others to families born in the province
where the land lies; both kinds are counted through in the order of the units. The enterprises'
units go round and round a permutation of those enterprises that have land, the families' units of
a province round a permutation of its families. So a family's or an enterprise's units are every
n-th one from its first.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mock_registries.country.cadastre import Cadastre
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import mix, permute, unpermute

_CYCLE, _BUSINESS = 25, 2  # 8 % of the units
_PRIVATE = _CYCLE - _BUSINESS
_ENTERPRISES_PER_LANDED = 3
_JOINT_PER_100 = 70  # of the units of couples
_GROWN_UP = 19


class Owner(NamedTuple):
    """Who may use the land: a person of the country or an enterprise."""

    name: str
    person: Person | None  # None for an enterprise
    tax_code: str | None  # None for a person


class Holder(NamedTuple):
    """The owners of a unit as indices: one person or a couple, or an enterprise."""

    people: tuple[int, ...]  # empty for an enterprise
    enterprise: int | None


class _Share(NamedTuple):
    """What a province's families hold: units counted without those of enterprises."""

    first: int
    total: int
    families: range  # family places
    key: int


class Tenure:
    """The owners of the units of one seed. Immutable."""

    def __init__(
        self, seed: int, cadastre: Cadastre, population: Population, enterprises: Enterprises
    ) -> None:
        self._population = population
        self._enterprises = enterprises
        self._units = cadastre.units
        self._landed = -(-enterprises.size // _ENTERPRISES_PER_LANDED)
        self._enterprise_key, self._choice_key = mix(seed, 708), mix(seed, 707)
        self._shares = [
            _Share(
                first=_privates(units.start),
                total=_privates(units.stop) - _privates(units.start),
                families=population.family_places(province),
                key=mix(seed, 709, province),
            )
            for province, units in cadastre.province_units.items()
        ]
        self._starts = [units.start for units in cadastre.province_units.values()]
        self._family_starts = [share.families.start for share in self._shares]

    def holder(self, unit: int) -> Holder:
        """Return who holds a unit, without names."""
        turn, step = divmod(unit, _CYCLE)
        if step < _BUSINESS:
            rank = (turn * _BUSINESS + step) % self._landed
            return Holder((), permute(rank, self._enterprises.size, self._enterprise_key))
        share = self._shares[bisect_right(self._starts, unit) - 1]
        rank = (turn * _PRIVATE + step - _BUSINESS - share.first) % len(share.families)
        place = share.families.start + permute(rank, len(share.families), share.key)
        principals = self._population.principals(self._population.family_at(place))
        choice = mix(self._choice_key, unit)
        if choice % 100 < _JOINT_PER_100:
            return Holder(principals, None)
        return Holder((principals[(choice >> 32) % len(principals)],), None)

    def owners(self, holder: Holder) -> tuple[Owner, ...]:
        """Compute the owners with their names."""
        if holder.enterprise is not None:
            index, register = holder.enterprise, self._enterprises
            return (Owner(register.name(index), None, register.code(index)),)
        people = [self._population.person(index) for index in holder.people]
        return tuple([Owner(person.name, person, None) for person in people])

    def since(self, holder: Holder, owners: tuple[Owner, ...]) -> date:
        """Return a day from which the owners can have held land: founded, or all grown up."""
        if holder.enterprise is not None:
            return self._enterprises.founded(holder.enterprise)
        return date(max(owner.person.year for owner in owners if owner.person) + _GROWN_UP, 1, 1)

    def of_person(self, index: int) -> Iterator[int]:
        """Yield the units of the person at an index, alone or jointly."""
        family = self._population.family_number(index)
        place = self._population.family_place(family)
        number = bisect_right(self._family_starts, place) - 1
        share = self._shares[number]
        if place not in share.families or index not in self._population.principals(family):
            return
        first = unpermute(place - share.families.start, len(share.families), share.key)
        for rank in range(first, share.total, len(share.families)):
            turn, step = divmod(share.first + rank, _PRIVATE)
            unit = turn * _CYCLE + step + _BUSINESS
            if index in self.holder(unit).people:
                yield unit

    def of_enterprise(self, index: int) -> Iterator[int]:
        """Yield the units of the enterprise at an index."""
        first = unpermute(index, self._enterprises.size, self._enterprise_key)
        if first >= self._landed:
            return
        slots = self._units - _privates(self._units)
        for slot in range(first, slots, self._landed):
            turn, step = divmod(slot, _BUSINESS)
            yield turn * _CYCLE + step


def _privates(unit: int) -> int:
    """Count the units before this one that belong to families."""
    turns, steps = divmod(unit, _CYCLE)
    return turns * _PRIVATE + max(steps - _BUSINESS, 0)
