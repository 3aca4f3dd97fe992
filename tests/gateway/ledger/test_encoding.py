import hashlib

import pytest

from gateway.errors import LedgerError
from gateway.ledger.encoding import entry_bytes, leaf_hash


def test_an_entry_is_a_msgpack_array_in_shortest_form() -> None:
    data = entry_bytes("late", 1_795_330_800_000, "a.b.c", "{}")

    assert data == b"\x94\xa4late\xcf\x00\x00\x01\xa2\x02\x0d\xf9\x80\xa5a.b.c\xa2{}"


def test_a_leaf_is_hashed_behind_a_zero_byte() -> None:
    assert leaf_hash(b"entry") == hashlib.sha256(b"\x00entry").digest()


def test_an_entry_beyond_a_tile_bundle_is_refused() -> None:
    entry_bytes("late", 0, "x" * 65_524, "")

    with pytest.raises(LedgerError, match="at most 65535 bytes"):
        entry_bytes("late", 0, "x" * 65_525, "")


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(LedgerError, match="text, milliseconds"):
        entry_bytes("late", 0, "\ud800", "")
