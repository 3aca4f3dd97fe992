"""Blocks: which 36 people were born in which province, after which template.

The block number is permuted, and the result shared out to (province, template) classes by
inhabitants. Each of the 6,300 classes has some 440 blocks in the whole country and perhaps none in a
small one.
"""

from functools import lru_cache
from typing import Final

from mock_registries.country.families import (
    BLOCK,
    FAMILIES,
    FAMILY_OF_POSITION,
    START_OF_POSITION,
    TEMPLATES,
)
from mock_registries.country.groups import Shapes, Table
from mock_registries.country.permutation import Split, mix, permute, unpermute
from mock_registries.country.places import Province, provinces

MAX_PEOPLE: Final = 200_000_000
_shapes = lru_cache(maxsize=8)(Shapes)  # the same at every scale


class Blocks:
    """Where everybody of one seed belongs. Immutable; nothing in it grows with their number."""

    def __init__(self, seed: int, people: int) -> None:
        if not (BLOCK <= people <= MAX_PEOPLE) or people % BLOCK:
            message = f"the number of people has to be a multiple of {BLOCK} up to {MAX_PEOPLE}"
            raise ValueError(message)
        self.size = people
        self._seed = seed
        self._blocks = people // BLOCK
        self.families = self._blocks * FAMILIES
        self._shapes = _shapes(seed)
        weights = [
            weight
            for number, province in enumerate(provinces())
            for weight in _weights(mix(seed, 201, number), province.inhabitants)
        ]
        self._split = Split(self._blocks, weights)
        self._block_key = mix(seed, 202)
        self._tables: list[Table | None] = [None] * len(provinces())

    def family_start(self, index: int) -> int:
        """Return the index of the first member of somebody's family."""
        position = index % BLOCK
        return index - position + START_OF_POSITION[position]

    def family_number(self, index: int) -> int:
        """Return the number of somebody's family, below `families`."""
        block, position = divmod(index, BLOCK)
        return block * FAMILIES + FAMILY_OF_POSITION[position]

    def family_place(self, family: int) -> int:
        """Return a family's place in the order in which those of one province are together."""
        block, place = divmod(family, FAMILIES)
        return permute(block, self._blocks, self._block_key) * FAMILIES + place

    def family_at(self, place: int) -> int:
        """Undo `family_place`."""
        block, family = divmod(place, FAMILIES)
        return unpermute(block, self._blocks, self._block_key) * FAMILIES + family

    def family_places(self, province: int) -> range:
        """Return the places of the families born in the province at a position of `provinces()`."""
        first, last = (self._split.start(n * TEMPLATES) for n in (province, province + 1))
        return range(first * FAMILIES, last * FAMILIES)

    def key(self, index: int, purpose: int) -> int:
        """Return a number mixed from a person, for attributes that nobody searches by."""
        return mix(self._seed, purpose, index)

    def family_key(self, index: int, purpose: int) -> int:
        """Return a number mixed from the family of a person, the same for each member."""
        return mix(self._seed, purpose, self.family_start(index))

    def birth_province(self, index: int) -> Province:
        """Return the province in which somebody, and the whole family, was born."""
        return provinces()[self._class(index // BLOCK)[0] // TEMPLATES]

    def _class(self, block: int) -> tuple[int, int]:
        """Return the (province, template) class of a block, and its rank in it."""
        return self._split.locate(permute(block, self._blocks, self._block_key))

    def _table(self, province: int) -> Table:
        table = self._tables[province]
        if table is None:
            classes = range(province * TEMPLATES, (province + 1) * TEMPLATES)
            sizes = [self._split.size(class_) for class_ in classes]
            code = provinces()[province].code
            table = self._tables[province] = Table(self._seed, code, sizes, self._shapes)
        return table


def _weights(key: int, inhabitants: int) -> list[int]:
    """Share a province out to its classes.

    Not equally, since every province of a small country would then have the same templates.
    """
    shares = [50 + mix(key, template) % 101 for template in range(TEMPLATES)]
    return [10**6 * inhabitants * share // sum(shares) for share in shares]
