"""The shapes of families: who is born when, in blocks of twenty consecutive people.

A block holds five families of 3, 4, 4, 4 and 5 members (on average four; the census of 2019 found
3.6 to a household). The shapes are a fixed number of templates made from the seed, so that
everybody of one sex born in one year is a short list of (template, position) pairs, whatever the
size of the country. That is what makes an identity number invertible (see people.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from mock_registries.country.permutation import mix

LAST_BIRTH_YEAR = 2022
BLOCK = 20
TEMPLATES = 100
_SIZES = (3, 4, 4, 4, 5)
_STARTS = (0, 3, 7, 11, 15)
_FAMILY_OF_POSITION = tuple(n for n, size in enumerate(_SIZES) for _ in range(size))


class Role(Enum):
    """What somebody is in the family of their block; the grandmother is the father's mother."""

    FATHER = "father"
    MOTHER = "mother"
    CHILD = "child"
    GRANDMOTHER = "grandmother"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place in a template."""

    role: Role
    male: bool
    year: int  # of birth


class Shapes:
    """The templates of one seed, and who of them is born in which year."""

    def __init__(self, seed: int) -> None:
        self.templates = tuple(_template(seed, number) for number in range(TEMPLATES))
        born: defaultdict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
        for number, template in enumerate(self.templates):
            for position, slot in enumerate(template):
                born[slot.male, slot.year].append((number, position))
        self._born = {key: tuple(places) for key, places in born.items()}

    def born(self, male: bool, year: int) -> tuple[tuple[int, int], ...]:
        """Return the (template, position) pairs of one sex and year of birth; maybe none."""
        return self._born.get((male, year), ())


def family_positions(position: int) -> range:
    """Return the positions in a block of the family to which a position belongs."""
    family = _FAMILY_OF_POSITION[position]
    return range(_STARTS[family], _STARTS[family] + _SIZES[family])


def _template(seed: int, number: int) -> tuple[Slot, ...]:
    return tuple(
        slot
        for family, size in enumerate(_SIZES)
        for slot in _family(mix(seed, 101, number, family), size)
    )


def _family(key: int, size: int) -> list[Slot]:
    """Make one family in which parents are between 18 and 45 years older than their children.

    Years of birth differ by 19 to 44 (child 20-40 after the mother, the father one year younger to
    four years older than she), so that ages keep within the limits on whatever day people are born.
    """
    father = 1945 + mix(key, 1) % 50
    mother = father - 1 + mix(key, 2) % 6
    with_grandmother = size == max(_SIZES) and father >= 1955 and mix(key, 3) % 2 == 0
    slots = [
        Slot(role=Role.FATHER, male=True, year=father),
        Slot(role=Role.MOTHER, male=False, year=mother),
    ]
    for turn, year in enumerate(_children(key, mother, size - 2 - with_grandmother)):
        slots.append(Slot(role=Role.CHILD, male=mix(key, 4, turn) % 100 < 52, year=year))
    if with_grandmother:
        year = father - 20 - mix(key, 5) % 16
        slots.append(Slot(role=Role.GRANDMOTHER, male=False, year=year))
    return slots


def _children(key: int, mother: int, count: int) -> list[int]:
    """Return years of birth at least two apart, none after the country's last."""
    widest = 4 if mother <= 1985 else 1
    gaps = [2 + mix(key, 6, turn) % widest for turn in range(count - 1)]
    latest = min(mother + 30, LAST_BIRTH_YEAR - sum(gaps))
    first = mother + 20 + mix(key, 7) % (latest - mother - 19)
    years = [first]
    for gap in gaps:
        years.append(years[-1] + gap)
    return years
