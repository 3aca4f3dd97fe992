"""Accounts of information systems that call in another dialect than r1, and whose they are.

`applications.json` in the state folder says which key and secret stand for which subsystem of the
network document. It is read again when it changes, so that an account that was revoked is refused at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import structlog

from gateway.message import SubsystemId

KeyType = Literal["PRODUCTION", "SANDBOX"]
AccountDialect = Literal["wso2", "lgsp", "c06", "vdxp"]

_NOBODY: Final = "0" * 64  # of the same length as every digest: who compares takes the same time

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One account; `key` is what its caller names itself (consumer key, AccessKey, user name)."""

    dialect: AccountDialect
    key: str
    secret: str = field(
        repr=False
    )  # its SHA-256; of c06 the secret itself, which goes into a hash there
    client: SubsystemId
    key_type: KeyType = "PRODUCTION"
    per_minute: int | None = None  # quota of calls; None is no bound
    expires_ms: int
    revoked: bool = False
    officers: Mapping[str, str] = field(
        default_factory=dict, repr=False
    )  # name -> SHA-256 of the password

    def is_good(self, now_ms: int) -> bool:
        return not self.revoked and now_ms < self.expires_ms


class Applications:
    """The accounts in one file; whoever changes them holds `state.issuing()`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] = ()
        self._applications: Mapping[tuple[str, str], Application] = {}

    def find(self, dialect: AccountDialect, key: str) -> Application | None:
        """The account of this name, good or not."""
        return self._current().get((dialect, key))

    def list(self) -> list[Application]:
        """All of them; raises StateError for a file that is none of ours."""
        return [] if not self._path.exists() else list(_read(self._path).values())

    def _current(self) -> Mapping[tuple[str, str], Application]:
        """As the file is now; a file that cannot be read lets nobody in."""
        raise NotImplementedError


def _read(path: Path) -> dict[tuple[str, str], Application]:
    raise NotImplementedError
