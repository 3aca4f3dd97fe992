"""A checkpoint: the node signs how long its log is and the root of its tree.

The form is C2SP tlog-checkpoint inside a C2SP signed note with one Ed25519 signature, whose key
name is the origin, so that witnesses and tools which are not ours can read it:

    vn.example/ndxp
    2400
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — vn.example/ndxp Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

Somebody who keeps one outside can prove later that the log was cut or rewritten.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.errors import LedgerError

_ED25519 = b"\x01"  # C2SP signed-note: the signature type in the key ID
_KEY_ID_BYTES = 4
_ORIGIN = r"[^\s+\x00-\x1f\x7f]{1,256}"  # C2SP signed-note: a key name has no space and no plus
_NOTE = re.compile(
    rf"(({_ORIGIN})\n(0|[1-9][0-9]{{0,17}})\n([A-Za-z0-9+/]{{43}}=)\n)\n"
    r"— (\S+) ([A-Za-z0-9+/]{91}=)\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A log's size and root, under the name of the log; raises LedgerError if it cannot be a name."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(_ORIGIN, self.origin):
            msg = "the origin of a log is a text without spaces and plus"
            raise LedgerError(msg)

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint as it was read: what it says is not believed before `open_checkpoint`."""

    claimed: Checkpoint
    key_id: bytes
    signature: bytes


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note."""
    body = checkpoint.body
    signed = key_id(checkpoint.origin, key.public_key()) + key.sign(body.encode())
    return f"{body}\n— {checkpoint.origin} {base64.b64encode(signed).decode()}\n"


def parse_checkpoint(text: str) -> SignedCheckpoint:
    """Take a signed note apart; raises LedgerError unless it is spelled in the one way above."""
    match = _NOTE.fullmatch(text)
    if match is None:
        msg = "not a checkpoint: origin, size, root, empty line, one signature"
        raise LedgerError(msg)
    body, origin, size, root, name, signed = match.groups()
    raw = base64.b64decode(signed)
    claimed = Checkpoint(origin=origin, size=int(size), root=base64.b64decode(root))
    if name != origin or claimed.body != body or base64.b64encode(raw).decode() != signed:
        msg = "not a checkpoint: spelled in another way than the canonical one"
        raise LedgerError(msg)
    return SignedCheckpoint(
        claimed=claimed, key_id=raw[:_KEY_ID_BYTES], signature=raw[_KEY_ID_BYTES:]
    )


def open_checkpoint(signed: SignedCheckpoint, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint that `key` signed; raises LedgerError if it did not."""
    checkpoint = signed.claimed
    if signed.key_id != key_id(checkpoint.origin, key):
        msg = "the checkpoint is signed with another key"
        raise LedgerError(msg)
    try:
        key.verify(signed.signature, checkpoint.body.encode())
    except InvalidSignature as error:
        msg = "the signature of the checkpoint is wrong"
        raise LedgerError(msg) from error
    return checkpoint


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes that name a key in a note (C2SP signed-note)."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + raw).digest()[:_KEY_ID_BYTES]
