"""Tokens of the hospital gateway: signed notes that nobody has to remember.

A token says until when and for whom it is good, and carries a digest over both, so that a check
needs no store that could grow, and every process of one seed honours the others' tokens. The key
follows from the seed and protects nothing: there is nothing here to protect.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

LIFETIME_S = 3600
_TOKEN = re.compile(r"([0-9]{1,12})\.[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a client gets for its name and password."""

    access_token: str
    id_token: str
    expires: int  # seconds since 1970, UTC


class Tokens:
    """Issues and checks the pair of tokens with which an account calls the gateway.

    `clock` gives the seconds since 1970.
    """

    def __init__(self, seed: int, clock: Callable[[], float]) -> None:
        self._key = f"hospital gateway {seed}".encode()
        self._clock = clock

    def issue(self, username: str) -> Session:
        """Make a pair of tokens that is good for an hour."""
        expires = int(self._clock()) + LIFETIME_S
        return Session(
            access_token=self._sign("access", username, expires),
            id_token=self._sign("id", username, expires),
            expires=expires,
        )

    def accepts(self, username: str, access_token: str, id_token: str) -> bool:
        """Say whether both tokens were issued together to an account and are still good."""
        match = _TOKEN.fullmatch(access_token)
        if match is None or int(match[1]) <= self._clock():
            return False
        expires = int(match[1])
        return _same(access_token, self._sign("access", username, expires)) and _same(
            id_token, self._sign("id", username, expires)
        )

    def _sign(self, purpose: str, username: str, expires: int) -> str:
        text = f"{purpose} {expires} {username}".encode("utf-8", "surrogatepass")
        return f"{expires}.{hmac.digest(self._key, text, 'sha256').hex()}"


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
