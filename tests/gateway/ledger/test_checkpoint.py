import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LedgerError
from gateway.ledger.checkpoint import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHECKPOINT = Checkpoint(origin="vn.test/ndxp", size=2400, root=bytes(range(32)))
NOTE = sign_checkpoint(CHECKPOINT, KEY)


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_a_signed_checkpoint_opens_to_itself(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin="vn.test/ndxp", size=size, root=root)

    note = sign_checkpoint(checkpoint, KEY)

    assert open_checkpoint(parse_checkpoint(note), KEY.public_key()) == checkpoint


def test_the_form_is_that_of_a_c2sp_note() -> None:
    lines = NOTE.split("\n")

    assert lines[:4] == ["vn.test/ndxp", "2400", base64.b64encode(bytes(range(32))).decode(), ""]
    assert lines[4].startswith("— vn.test/ndxp ")
    assert lines[5:] == [""]


@given(st.text(max_size=200))
def test_garbage_is_no_checkpoint(text: str) -> None:
    with pytest.raises(LedgerError):
        parse_checkpoint(text)


@given(st.integers(0, len(NOTE) - 1), st.characters())
def test_no_changed_note_opens(at: int, character: str) -> None:
    changed = NOTE[:at] + character + NOTE[at + 1 :]

    if changed != NOTE:
        with pytest.raises(LedgerError):
            open_checkpoint(parse_checkpoint(changed), KEY.public_key())


@pytest.mark.parametrize(
    "changed",
    [
        NOTE.replace("2400", "02400"),
        NOTE.replace("2400", "+2400"),
        NOTE.replace("2400", "２４００"),
        NOTE.replace("\n", "\r\n"),
        NOTE[:-1],
        NOTE + NOTE.split("\n")[4] + "\n",
        NOTE.replace("— vn.test", "— xx.test"),
    ],
)
def test_another_spelling_is_refused(changed: str) -> None:
    with pytest.raises(LedgerError, match="not a checkpoint"):
        parse_checkpoint(changed)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(LedgerError, match="another key"):
        open_checkpoint(parse_checkpoint(NOTE), Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb"])
def test_an_origin_that_cannot_name_a_key_is_refused(origin: str) -> None:
    with pytest.raises(LedgerError):
        Checkpoint(origin=origin, size=0, root=bytes(32))
