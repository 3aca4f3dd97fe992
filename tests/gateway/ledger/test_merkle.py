import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LedgerError
from gateway.ledger.merkle import EMPTY_ROOT, TILE_BYTES, Tree
from tests.gateway.ledger.checking import naive_root


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + n.to_bytes(4)).digest() for n in range(count)]


def grow(steps: list[int]) -> tuple[Tree, dict[tuple[int, int], bytes]]:
    """A tree grown in steps and the tiles that a store would hold."""
    tree = Tree()
    tiles: dict[tuple[int, int], bytes] = {}
    wanted = leaves(sum(steps))
    for step in steps:
        tree, changed = tree.extended(wanted[tree.size : tree.size + step])
        tiles |= {(tile.level, tile.index): tile.hashes for tile in changed}
    return tree, tiles


def test_the_empty_tree_has_the_root_of_rfc_6962() -> None:
    assert Tree().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(st.lists(st.integers(0, 300), max_size=6))
def test_the_root_is_that_of_the_definition(steps: list[int]) -> None:
    tree, _ = grow(steps)

    assert tree.root() == naive_root(leaves(sum(steps)))


@given(st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_a_loaded_tree_goes_on_as_if_it_had_never_stopped(steps: list[int]) -> None:
    tree, tiles = grow(steps)

    loaded = Tree.load(tree.size, lambda level, index: tiles[level, index])

    assert loaded == tree


@pytest.mark.parametrize("size", [255, 256, 257, 65_535, 65_536, 65_537])
def test_tiles_are_those_of_tlog_tiles(size: int) -> None:
    tree, tiles = grow([size])

    hashes = leaves(size)
    whole = [naive_root(hashes[at : at + 256]) for at in range(0, size - 255, 256)]
    upper = b"".join(tiles.get((1, index), b"") for index in range(2))
    assert b"".join(tiles[0, index] for index in range((size + 255) // 256)) == b"".join(hashes)
    assert upper == b"".join(whole)
    assert all(len(tile) <= TILE_BYTES for tile in tiles.values())
    assert tree.root() == naive_root(hashes)


def test_extending_leaves_the_old_tree_as_it_was() -> None:
    tree, _ = grow([300])
    root = tree.root()

    tree.extended(leaves(600))

    assert (tree.size, tree.root()) == (300, root)


def test_a_tile_of_another_width_is_refused() -> None:
    with pytest.raises(LedgerError, match="does not hold 3 hashes"):
        Tree.load(3, lambda level, index: bytes(64))
