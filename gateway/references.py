"""Keyed references: an auditor sees that two exchanges were about the same person, not about whom.

HMAC-SHA-256 with one key per network, cut to 128 bits. The kind is part of the input, so that an officer
and a citizen with the same number have different references.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Literal

from gateway.jws import b64url

REFERENCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Makes references with the network's key; only sealing gateways and the data-protection officer may."""

    key: bytes = field(repr=False)

    def of(self, kind: Literal["user", "case", "subject"], value: str) -> str:
        """The reference of `value`, 22 characters of base64url."""
        digest = hmac.digest(self.key, f"{kind}\0{value}".encode(), hashlib.sha256)
        return b64url(digest[:REFERENCE_BYTES])
