"""Authorization: Basic (RFC 7617), as dialects use it that have names and secrets of their own."""

import base64
import binascii
from collections.abc import Sequence


def name_and_secret(values: Sequence[str]) -> tuple[str, str]:
    """What the one value of the header says; raises ValueError for any other, or several."""
    scheme, _, encoded = values[0].strip().partition(" ") if len(values) == 1 else ("", "", "")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        decoded = ""
    name, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise ValueError("not Basic base64(name:secret), once")
    return name, secret
