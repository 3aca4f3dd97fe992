"""The Merkle tree of RFC 6962 §2.1, stored as the tiles of C2SP tlog-tiles.

A tile of level L holds up to 256 hashes, each the root of a full subtree of 256**L entries, so the
hashes of level L+1 are the roots of full tiles of level L. To go on writing, only the rightmost
tile of every level is needed. A `Tree` is a value: a write that fails leaves the old one in place.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from gateway.errors import LedgerError

HASH_BYTES = 32
TILE_WIDTH = 256
TILE_BYTES = TILE_WIDTH * HASH_BYTES
_TILE_HEIGHT = 8
_LEVELS = 8  # 256**8 entries: seq is a 64-bit number
_NODE_PREFIX = b"\x01"

EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Some hashes of one level, side by side; fewer than 256 only at the right edge."""

    level: int
    index: int
    hashes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The right edge of a log's tree: enough to extend it and to know its root."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()  # roots of the full subtrees that make it up, largest first
    edges: tuple[bytes, ...] = (b"",) * _LEVELS  # the unfinished tile of each level

    @classmethod
    def load(cls, size: int, read_tile: Callable[[int, int], bytes]) -> Self:
        """The tree of `size` entries from its right-edge tiles, as `read_tile(level, index)` has them.

        Raises LedgerError when a tile has not exactly the hashes that `size` asks for.
        """
        edges: list[bytes] = []
        for level in range(_LEVELS):
            index, width = divmod(size >> (_TILE_HEIGHT * level), TILE_WIDTH)
            hashes = read_tile(level, index) if width else b""
            if len(hashes) != width * HASH_BYTES:
                msg = f"tile {index} of level {level} does not hold {width} hashes"
                raise LedgerError(msg)
            edges.append(hashes)
        peaks = [peak for edge in reversed(edges) for peak in _peaks(_split(edge))]
        return cls(size=size, peaks=tuple(peaks), edges=tuple(edges))

    def extended(self, leaves: Sequence[bytes]) -> tuple["Tree", list[Tile]]:
        """The tree with more leaves at its end, and every tile that is not what it was."""
        peaks = list(self.peaks)
        grown: list[list[bytes]] = [[] for _ in range(_LEVELS)]
        for position, leaf in enumerate(leaves, self.size):
            _push(peaks, position, leaf, grown)
        edges: list[bytes] = []
        tiles: list[Tile] = []
        for level, hashes in enumerate(grown):
            first = self.size >> (_TILE_HEIGHT * level) >> _TILE_HEIGHT
            edge = self.edges[level]
            if hashes:
                changed = _cut(level, first, edge + b"".join(hashes))
                tiles += changed
                edge = changed[-1].hashes if len(changed[-1].hashes) < TILE_BYTES else b""
            edges.append(edge)
        size = self.size + len(leaves)
        return Tree(size=size, peaks=tuple(peaks), edges=tuple(edges)), tiles

    def root(self) -> bytes:
        """The Merkle tree hash of all entries."""
        if not self.peaks:
            return EMPTY_ROOT
        *left, root = self.peaks
        for peak in reversed(left):
            root = _node(peak, root)
        return root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE_PREFIX + left + right).digest()


def _push(peaks: list[bytes], position: int, leaf: bytes, grown: list[list[bytes]]) -> None:
    """Add one leaf as in binary counting; what becomes a tile's hash is put into `grown`."""
    grown[0].append(leaf)
    node = leaf
    height = 0
    while position & 1:
        node = _node(peaks.pop(), node)
        position >>= 1
        height += 1
        if height % _TILE_HEIGHT == 0:
            grown[height // _TILE_HEIGHT].append(node)
    peaks.append(node)


def _peaks(hashes: Iterable[bytes]) -> list[bytes]:
    peaks: list[bytes] = []
    grown: list[list[bytes]] = [[], []]
    for position, leaf in enumerate(hashes):
        _push(peaks, position, leaf, grown)
    return peaks


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def _cut(level: int, first: int, hashes: bytes) -> list[Tile]:
    return [
        Tile(level=level, index=first + number, hashes=hashes[at : at + TILE_BYTES])
        for number, at in enumerate(range(0, len(hashes), TILE_BYTES))
    ]
