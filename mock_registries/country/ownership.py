"""Who owns and heads enterprises, computed from either side.

An enterprise has up to four owners and up to three heads of branches, one for each `turn`. A turn
permutes the enterprises and shares them out to a number of *holders*, counted from zero; a
permutation makes a family of each holder, and one of the grown-ups who lead the family is the
owner. Turns count their holders from the same zero, so that the first holders have several
enterprises and most people who have any have one. Backwards, a family is at most one holder, and
its enterprises are the few that each turn gives it.
"""

from collections.abc import Iterator

from mock_registries.country.people import Population
from mock_registries.country.permutation import mix, permute, unpermute

OWNERS = 4  # at most
BRANCHES = 3  # at most
# Holders of each turn, per hundred enterprises.
_HOLDERS = (80, 50, 25, 25, 50, 50, 50)


class Ownership:
    """The owners of the enterprises of one seed; people are indices."""

    def __init__(self, seed: int, size: int, population: Population) -> None:
        self._size = size
        self._population = population
        self._key = mix(seed, 421)
        self._family_key = mix(seed, 422)
        self._turns = [
            (max(size * per_hundred // 100, 1), mix(seed, 423, turn))
            for turn, per_hundred in enumerate(_HOLDERS)
        ]

    def owners(self, index: int) -> tuple[int, ...]:
        """Return one to four different people, the one who leads the enterprise first."""
        key = mix(self._key, index)
        planned = _planned(key)
        first = self._principals(index, 0)
        leader = _pick(first, key, 0)
        if planned == 1:
            return (leader,)
        found = {leader: None}
        if planned == 2 and (key >> 16) % 100 < 35:  # husband and wife
            found.update(dict.fromkeys(first))
        else:
            for turn in range(1, planned):
                found[_pick(self._principals(index, turn), key, turn)] = None
        return tuple(found)

    def count(self, index: int) -> int:
        """Return how many owners an enterprise has, in most cases without looking for them."""
        return 1 if _planned(mix(self._key, index)) == 1 else len(self.owners(index))

    def owned_by(self, person: int) -> Iterator[int]:
        """Yield the enterprises of which somebody is an owner, those that they lead first."""
        found = dict.fromkeys(index for _, index in self._held(person, range(OWNERS)))
        return (index for index in found if person in self.owners(index))

    def branch_head(self, index: int, number: int) -> int:
        """Return who heads a branch; `number` counts from one."""
        turn = OWNERS + number - 1
        return _pick(self._principals(index, turn), mix(self._key, index), turn)

    def headed_by(self, person: int) -> Iterator[tuple[int, int]]:
        """Yield the (enterprise, number) of each branch that somebody heads, if it exists."""
        for turn, index in self._held(person, range(OWNERS, OWNERS + BRANCHES)):
            number = turn - OWNERS + 1
            if self.branch_head(index, number) == person:
                yield index, number

    def _principals(self, index: int, turn: int) -> tuple[int, ...]:
        """Return the grown-ups who lead the family that holds an enterprise in a turn."""
        holders, key = self._turns[turn]
        holder = permute(index, self._size, key) % holders
        family = permute(holder, self._population.families, self._family_key)
        return self._population.principals(family)

    def _held(self, person: int, turns: range) -> Iterator[tuple[int, int]]:
        """Yield (turn, enterprise) for all that somebody's family holds."""
        people = self._population
        family = people.family_number(person)
        holder = unpermute(family, people.families, self._family_key)
        for turn in turns:
            holders, key = self._turns[turn]
            if holder < holders:
                for place in range(holder, self._size, holders):
                    yield turn, unpermute(place, self._size, key)


def _planned(key: int) -> int:
    """Return how many owners an enterprise has if they are all different."""
    number = key % 1000
    return 1 + (number >= 600) + (number >= 808) + (number >= 972)


def _pick(principals: tuple[int, ...], key: int, turn: int) -> int:
    """Choose one of a family's grown-ups, the first somewhat more often."""
    return principals[0] if (key >> 24 + 4 * turn) & 15 < 10 else principals[-1]
