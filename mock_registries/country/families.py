"""The shapes of families: who is born when, in blocks of 36 consecutive people.

A block holds ten families of 1, 2, 2, 3, 4, 4, 4, 5, 5 and 6 members: 3.6 on average and one in ten
alone, as the census of 2019 found households. The shapes are a fixed number of templates made from
the seed, so that everybody of one sex born in one year is a short list of places in templates,
whatever the size of the country. That is what makes an identity number invertible (people.py).

The years of birth of all templates together are those of the age pyramid: a quota for each sex and
year, from which families take their members, the largest families first (`Quota`).
"""

from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from mock_registries.country.permutation import mix, permute
from mock_registries.country.pyramid import BIRTH_YEARS, Quota

LAST_BIRTH_YEAR: Final = BIRTH_YEARS[-1]
TEMPLATES: Final = 100
SIZES: Final = (1, 2, 2, 3, 4, 4, 4, 5, 5, 6)
BLOCK: Final = sum(SIZES)
FAMILIES: Final = len(SIZES)  # in a block
STARTS: Final = tuple(sum(SIZES[:n]) for n in range(FAMILIES))  # where each family begins
FAMILY_OF_POSITION: Final = tuple(n for n, size in enumerate(SIZES) for _ in range(size))
START_OF_POSITION: Final = tuple(STARTS[family] for family in FAMILY_OF_POSITION)
_LAST_PARENT = 2000  # whoever leads a family is born in this year or before
_FIRST_CHILD = 1978  # unmarried children at home are at most 44
_FIRST_WIFE = 1942  # of a couple on their own: the oldest women are widows
_ALONE_FIRST = 25  # per cent of those who live alone; the others are whoever is left over
_UNMARRIED = 1994  # mostly they are under 29
_MINOR = 2003  # the first year of those under twenty
_GROWN_UP = 33  # per cent of the families without grandparents
_SEXES = (True, False)


class Role(Enum):
    """What somebody is in the family; grandparents are the father's parents."""

    FATHER = "father"  # or the husband of a couple without children at home
    MOTHER = "mother"
    CHILD = "child"
    GRANDFATHER = "grandfather"
    GRANDMOTHER = "grandmother"
    SINGLE = "single"  # lives alone
    GRANDCHILD = "grandchild"  # a daughter's child; only where a change brought it (overlay)


BY_MARRIAGE: Final = (Role.MOTHER, Role.GRANDMOTHER)  # those with a surname of their own


class Marital(Enum):
    """Marital status (tình trạng hôn nhân)."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class Slot(NamedTuple):
    """One place in a template."""

    role: Role
    male: bool
    year: int  # of birth
    marital: Marital


class _Kind(NamedTuple):
    """Who belongs to a family beside its children."""

    children: int
    parents: tuple[Role, ...]
    grandparents: tuple[Role, ...] = ()


_BOTH = (Role.FATHER, Role.MOTHER)
_HER, _HIM = (Role.GRANDMOTHER,), (Role.GRANDFATHER,)
# For each size of a family its kinds, in per cent.
_KINDS: dict[int, tuple[tuple[_Kind, int], ...]] = {
    1: ((_Kind(0, (Role.SINGLE,)), 100),),
    2: (
        (_Kind(0, _BOTH), 70),
        (_Kind(1, (Role.MOTHER,)), 20),
        (_Kind(1, (Role.FATHER,)), 10),
    ),
    3: (
        (_Kind(1, _BOTH), 78),
        (_Kind(2, (Role.MOTHER,)), 16),
        (_Kind(2, (Role.FATHER,)), 6),
    ),
    4: (
        (_Kind(2, _BOTH), 84),
        (_Kind(1, _BOTH, _HER), 10),
        (_Kind(1, _BOTH, _HIM), 3),
        (_Kind(3, (Role.MOTHER,)), 3),
    ),
    5: (
        (_Kind(3, _BOTH), 55),
        (_Kind(2, _BOTH, _HER), 18),
        (_Kind(2, _BOTH, _HIM), 5),
        (_Kind(1, _BOTH, _HIM + _HER), 22),
    ),
    6: (
        (_Kind(4, _BOTH), 26),
        (_Kind(3, _BOTH, _HER), 24),
        (_Kind(3, _BOTH, _HIM), 8),
        (_Kind(2, _BOTH, _HIM + _HER), 42),
    ),
}


def templates(seed: int) -> tuple[tuple[Slot, ...], ...]:
    """Make the templates of a seed, each with a slot for every position of a block."""
    quota = Quota(TEMPLATES * BLOCK)
    plan = [
        (_kind(seed, number, place), number, place)
        for number in range(TEMPLATES)
        for place in range(FAMILIES)
    ]
    plan.sort(key=lambda one: _turn(one[0], one[1]))
    made = {
        (number, place): _family(mix(seed, 101, number, place), kind, quota)
        for kind, number, place in plan
    }
    return tuple(
        tuple(slot for place in range(FAMILIES) for slot in made[number, place])
        for number in range(TEMPLATES)
    )


def _kind(seed: int, number: int, place: int) -> _Kind:
    at = permute(number, TEMPLATES, mix(seed, 102, place))
    for kind, percent in _KINDS[SIZES[place]]:
        at -= percent
        if at < 0:
            return kind
    message = "the kinds of a size do not add up to the number of templates"
    raise AssertionError(message)


def _turn(kind: _Kind, number: int) -> tuple[int, int, int]:
    """Say how early a family takes its members: the larger, the earlier.

    Some of those who live alone come first of all. If all came last, they would be those whom
    families cannot take: every woman alone would be over seventy, no man from sixty to eighty.
    """
    if kind.parents == (Role.SINGLE,) and number < _ALONE_FIRST:
        return -len(_BOTH) - 1, 0, 0
    return -len(kind.grandparents), -kind.children, -len(kind.parents)


def _family(key: int, kind: _Kind, quota: Quota) -> list[Slot]:
    """Make one family, its leading couple or person first.

    Differences of years are one more than the age meant at least, so that it holds on whatever day
    people are born: mothers are 18 to 42 years older than their children, fathers 18 to 52,
    grandparents 18 to 54 years older than the father; siblings at least a year apart.
    """
    if not kind.children:
        return _couple(key, quota) if len(kind.parents) > 1 else [_alone(key, quota)]
    children = _children(key, kind, quota)
    parents = _parents(key, kind, children[0][1], children[-1][1], quota)
    return [
        *parents,
        *(_child(mix(key, 3, turn), *child) for turn, child in enumerate(children)),
        *_grandparents(key, kind.grandparents, parents[0].year, quota),
    ]


def _children(key: int, kind: _Kind, quota: Quota) -> list[tuple[bool, int]]:
    """Take brothers and sisters two to six years apart, eldest first."""
    minors = range(_MINOR, LAST_BIRTH_YEAR + 1)
    grown = range(_FIRST_CHILD if key % 7 == 0 else _UNMARRIED, _MINOR)
    of_age = not kind.grandparents and key % 100 < _GROWN_UP
    children = [quota.take(mix(key, 4), _SEXES, *((grown,) if of_age else (minors, grown)))]
    for turn in range(1, kind.children):
        number = mix(key, 4, turn)
        eldest, youngest = children[0][1], children[-1][1]
        if (number % 2 or eldest - 6 < _FIRST_CHILD) and youngest + 2 <= LAST_BIRTH_YEAR:
            years = range(youngest + 2, min(youngest + 6, LAST_BIRTH_YEAR) + 1)
        else:
            years = range(eldest - 6, eldest - 1)
        children.append(quota.take(number >> 1, _SEXES, years))
        children.sort(key=lambda child: child[1])
    return children


def _parents(key: int, kind: _Kind, eldest: int, youngest: int, quota: Quota) -> list[Slot]:
    """Take the parents of children of whom the eldest and the youngest year of birth is given."""
    latest = min(eldest - 19, _LAST_PARENT)
    if kind.parents == _BOTH:
        usual, possible = range(eldest - 30, latest + 1), range(youngest - 42, latest + 1)
        mother = _near(mix(key, 5), (False,), usual, possible, quota)
        return _pair(mix(key, 6), _BOTH, mother, latest, quota)
    role = kind.parents[0]
    oldest = youngest - (42 if role is Role.MOTHER else 50)
    usual, possible = range(eldest - 32, latest + 1), range(oldest, latest + 1)
    year = _near(mix(key, 5), (role is Role.FATHER,), usual, possible, quota)
    never = 15 if role is Role.MOTHER else 0
    return [Slot(role, role is Role.FATHER, year, _parted(mix(key, 7), year, never))]


def _grandparents(key: int, roles: tuple[Role, ...], father: int, quota: Quota) -> Iterator[Slot]:
    if not roles:
        return
    latest, couple = father - 19, len(roles) > 1
    usual = range(father - 30, latest + 1) if couple else range(father - 40, father - 23)  # widowed
    possible = range(father - 44, latest + 1)
    year = _near(mix(key, 8), (roles == _HIM,), usual, possible, quota)
    if couple:
        yield from _pair(mix(key, 9), _HIM + _HER, year, latest, quota)
    else:
        yield Slot(roles[0], roles == _HIM, year, Marital.WIDOWED)


def _couple(key: int, quota: Quota) -> list[Slot]:
    """Take a couple without children at home."""
    _, wife = quota.take(mix(key, 5), (False,), range(_FIRST_WIFE, _LAST_PARENT + 1))
    return _pair(mix(key, 6), _BOTH, wife, _LAST_PARENT, quota)


def _pair(number: int, roles: tuple[Role, ...], wife: int, latest: int, quota: Quota) -> list[Slot]:
    """Take a husband, mostly a few years older than the wife: 10 years older to 3 younger."""
    usual = range(wife - 5, min(wife + 1, latest) + 1)
    possible = range(wife - 10, min(wife + 3, latest) + 1)
    husband = _near(number, (True,), usual, possible, quota)
    return [
        Slot(roles[0], True, husband, Marital.MARRIED),
        Slot(roles[1], False, wife, Marital.MARRIED),
    ]


def _alone(key: int, quota: Quota) -> Slot:
    number = mix(key, 5)
    male, year = quota.take(number, _SEXES, range(BIRTH_YEARS[0], _LAST_PARENT + 1))
    never = min(max(130 - 2 * (LAST_BIRTH_YEAR - year), 8), 90)  # invented, as in _parted
    return Slot(Role.SINGLE, male, year, _parted(mix(key, 7), year, never))


def _child(number: int, male: bool, year: int) -> Slot:
    divorced = LAST_BIRTH_YEAR - year >= 27 and number % 100 < 8
    return Slot(Role.CHILD, male, year, Marital.DIVORCED if divorced else Marital.SINGLE)


def _parted(number: int, year: int, never: int) -> Marital:
    """Say why somebody has no spouse: never married (in per cent), else more widowed with age."""
    if number % 100 < never:
        return Marital.SINGLE
    widowed = min(max((LAST_BIRTH_YEAR - year - 25) * 5 // 2, 4), 96)
    return Marital.WIDOWED if number // 100 % 100 < widowed else Marital.DIVORCED


def _near(number: int, sexes: tuple[bool, ...], usual: range, possible: range, quota: Quota) -> int:
    """Take somebody of a usual year of birth four times of five, else of any possible one."""
    first = max(possible.start, BIRTH_YEARS[0])
    possible = range(first, possible.stop)
    usual = range(max(first, usual.start), usual.stop)
    windows = (usual, possible) if number % 5 and len(usual) else (possible,)
    return quota.take(number // 5, sexes, *windows)[1]
