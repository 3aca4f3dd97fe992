import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.bus import MAX_BATCH_EXCHANGES
from gateway.bus.wire import pack_batch, unpack_batch, unpack_items
from gateway.errors import SealError
from gateway.message import Sealed

SEALED = st.builds(Sealed, jws=st.text(), content=st.binary())
GOOD = Sealed(jws="a.b.c", content=b"\x00")


@given(st.lists(SEALED, min_size=1, max_size=MAX_BATCH_EXCHANGES))
def test_a_batch_comes_back(batch: list[Sealed]) -> None:
    assert unpack_batch(pack_batch(batch)) == batch


def test_a_batch_is_an_array_of_pairs() -> None:
    assert msgpack.unpackb(pack_batch([GOOD])) == [["a.b.c", b"\x00"]]


@given(st.binary())
def test_garbage_is_refused_as_a_seal(body: bytes) -> None:
    with pytest.raises(SealError):
        unpack_batch(body)


@pytest.mark.parametrize("value", [None, {}, "x", b"y", 1, [], [["a.b.c", b""]] * 129])
def test_what_is_no_array_of_items_or_too_long_is_refused_whole(value: object) -> None:
    with pytest.raises(SealError) as raised:
        unpack_items(msgpack.packb(value))

    assert raised.value.reason == "malformed_batch"


@pytest.mark.parametrize(
    "item", [None, [], ["a.b.c"], ["a.b.c", b"", b""], [b"a", b""], ["a", "b"], {"jws": "a"}]
)
def test_a_bad_item_costs_only_itself(item: object) -> None:
    body = msgpack.packb([["a.b.c", b"\x00"], item, ["a.b.c", b"\x00"]])

    first, bad, last = unpack_items(body)

    assert (first, last) == (GOOD, GOOD)
    assert isinstance(bad, SealError)
    assert bad.reason == "malformed_item"


def test_a_bad_item_spoils_a_batch_that_has_to_be_whole() -> None:
    with pytest.raises(SealError):
        unpack_batch(msgpack.packb([["a.b.c", b""], None]))
