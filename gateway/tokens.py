"""Bearer tokens of information systems: `ndxp_<id>_<secret>`, told once and kept as their SHA-256.

`tokens.json` in the state folder says whose each is, for which services, and until when. It is read again
when it changes, so that a token that was revoked is refused at once.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from gateway.errors import StateError
from gateway.message import ServiceId, SubsystemId
from gateway.reread import Reread
from gateway.state import write_private

_FORM = re.compile(r"ndxp_([0-9a-f]{12})_[0-9a-f]{64}")
_NOBODY: Final = "0" * 64  # of the same length as every digest: who compares takes the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token; without `services` it is good for whatever its client may call."""

    id: str
    client: SubsystemId
    services: frozenset[ServiceId]
    issued_ms: int
    expires_ms: int
    revoked: bool
    digest: str

    def is_good(self, now_ms: int) -> bool:
        return not self.revoked and now_ms < self.expires_ms


class Tokens:
    """The tokens in one file; whoever changes them holds `state.issuing()`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Reread[Mapping[str, Token]] = Reread(path, _read, {})

    def find(self, text: str, now_ms: int) -> Token | None:
        """The good token that this is; None for every other text, after the same time."""
        form = _FORM.fullmatch(text)
        token = self._file.newest().get(form[1]) if form else None
        same = hmac.compare_digest(_digest(text), token.digest if token else _NOBODY)
        return token if token and same and token.is_good(now_ms) else None

    def list(self) -> list[Token]:
        """All that were issued and not forgotten; raises StateError for a file that is none of ours."""
        return [] if not self._path.exists() else list(_read(self._path).values())

    def issue(
        self, client: SubsystemId, services: Iterable[ServiceId], now_ms: int, valid_ms: int
    ) -> tuple[Token, str]:
        """A new token and its text, which is nowhere else; those that have expired are forgotten."""
        identifier = secrets.token_hex(6)
        text = f"ndxp_{identifier}_{secrets.token_hex(32)}"
        token = Token(
            id=identifier,
            client=client,
            services=frozenset(services),
            issued_ms=now_ms,
            expires_ms=now_ms + valid_ms,
            revoked=False,
            digest=_digest(text),
        )
        self._write([*(each for each in self.list() if now_ms < each.expires_ms), token])
        return token, text

    def revoke(self, identifier: str) -> Token:
        """Let a token count no more; raises StateError if there is none with this id."""
        tokens = self.list()
        for position, token in enumerate(tokens):
            if token.id == identifier:
                tokens[position] = replace(token, revoked=True)
                self._write(tokens)
                return tokens[position]
        raise StateError(f"no token has the id {identifier!r}; `ndxp trust token list` shows them")

    def _write(self, tokens: Iterable[Token]) -> None:
        kept = [
            {
                **asdict(token),
                "client": str(token.client),
                "services": sorted(map(str, token.services)),
            }
            for token in tokens
        ]
        write_private(self._path, json.dumps({"tokens": kept}, indent=1).encode())


def holds_token(text: str) -> bool:
    """Whether there is something in it that looks like one of our tokens, good or not."""
    return _FORM.search(text) is not None


def _digest(text: str) -> str:
    """Plain SHA-256 is enough: the secret has 256 bits of chance, nobody can guess at it."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _read(path: Path) -> dict[str, Token]:
    try:
        return {each["id"]: _token(each) for each in json.loads(path.read_bytes())["tokens"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StateError(f"{path} holds no tokens as `ndxp trust token` writes them") from error


def _token(kept: Mapping[str, object]) -> Token:
    """Raises KeyError, TypeError or ValueError."""
    client, services = str(kept["client"]), kept["services"]
    issued_ms, expires_ms, revoked = kept["issued_ms"], kept["expires_ms"], kept["revoked"]
    if not (
        isinstance(services, list)
        and isinstance(issued_ms, int)
        and isinstance(expires_ms, int)
        and isinstance(revoked, bool)
    ):
        raise TypeError
    return Token(
        id=str(kept["id"]),
        client=SubsystemId.parse(client),
        services=frozenset(ServiceId.parse(str(each)) for each in services),
        issued_ms=issued_ms,
        expires_ms=expires_ms,
        revoked=revoked,
        digest=str(kept["digest"]),
    )
