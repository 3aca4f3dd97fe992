"""Keyed integer mixing: how a record is computed from its number, and its number from a record.

Everything here is plain integer arithmetic modulo 2**64, so that one seed gives one country on
every platform and every Python version. It hides nothing and is no cryptography.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_WORD = (1 << 64) - 1
_HALF = (1 << 32) - 1
_GOLDEN = 0x9E3779B97F4A7C15
# Odd 64-bit multipliers whose high bits mix well: those of splitmix64, and one more.
_FIRST, _SECOND, _THIRD, _FOURTH = (
    *(_GOLDEN, 0xBF58476D1CE4E5B9),
    *(0x94D049BB133111EB, 0xD6E8FEB86659FD93),
)


def mix(*values: int) -> int:
    """One 64-bit number that depends on every value and on their order (splitmix64's finaliser)."""
    state = _GOLDEN
    for value in values:
        state = ((state ^ value) + _GOLDEN) & _WORD
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _WORD
        state ^= state >> 31
    return state


def permute(index: int, size: int, key: int) -> int:
    """Map `index` to its place in a keyed permutation of `range(size)`.

    A Feistel network on two digits of base ceil(sqrt(size)); a result outside `range(size)` walks
    on along its cycle (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). The
    square is less than 1 + 2/sqrt(size) times too large, so a walk takes hardly more than one step.
    The four rounds are written out: this is the innermost loop of every record.
    """
    if not 0 <= index < size:
        raise _outside(index, size)
    side = math.isqrt(size - 1) + 1
    while True:
        left, right = divmod(index, side)
        left = (left + ((right ^ key) * _FIRST >> 24 & _HALF)) % side
        right = (right + ((left ^ key) * _SECOND >> 24 & _HALF)) % side
        left = (left + ((right ^ key) * _THIRD >> 24 & _HALF)) % side
        right = (right + ((left ^ key) * _FOURTH >> 24 & _HALF)) % side
        index = left * side + right
        if index < size:
            return index


def unpermute(place: int, size: int, key: int) -> int:
    """Undo `permute` with the same size and key."""
    if not 0 <= place < size:
        raise _outside(place, size)
    side = math.isqrt(size - 1) + 1
    while True:
        left, right = divmod(place, side)
        right = (right - ((left ^ key) * _FOURTH >> 24 & _HALF)) % side
        left = (left - ((right ^ key) * _THIRD >> 24 & _HALF)) % side
        right = (right - ((left ^ key) * _SECOND >> 24 & _HALF)) % side
        left = (left - ((right ^ key) * _FIRST >> 24 & _HALF)) % side
        place = left * side + right
        if place < size:
            return place


def _outside(number: int, size: int) -> ValueError:
    return ValueError(f"{number} is not in range({size})")


class Split:
    """Shares `range(total)` out to classes in proportion to their weights, without a remainder.

    Memory and set-up grow with the number of classes only; both directions are constant time.
    """

    def __init__(self, total: int, weights: Sequence[int]) -> None:
        whole = sum(weights)
        self._starts = [0, *(total * part // whole for part in accumulate(weights))]

    def start(self, class_: int) -> int:
        """Return the first number of a class."""
        return self._starts[class_]

    def size(self, class_: int) -> int:
        """Return how many numbers a class has; may be zero."""
        return self._starts[class_ + 1] - self._starts[class_]

    def locate(self, number: int) -> tuple[int, int]:
        """Return the class that holds `number`, and its rank within the class."""
        if not 0 <= number < self._starts[-1]:
            raise _outside(number, self._starts[-1])
        class_ = bisect_right(self._starts, number) - 1
        return class_, number - self._starts[class_]


class Choice:
    """A weighted choice by a mixed number."""

    def __init__(self, weighted: Sequence[tuple[str, int]]) -> None:
        self._values = [value for value, _ in weighted]
        self._bounds = list(accumulate(weight for _, weight in weighted))

    def pick(self, number: int) -> str:
        """Return the value on which a mixed number falls."""
        return self._values[bisect_right(self._bounds, number % self._bounds[-1])]
