"""Accounts of information systems that call in another dialect than r1, and whose they are.

`applications.json` in the state folder says which key and secret stand for which subsystem of the
network document. It is read again when it changes, so that an account that was revoked is refused at once.
"""

import hashlib
import hmac
import json
import secrets
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from gateway.errors import StateError
from gateway.message import SubsystemId
from gateway.reread import Reread
from gateway.state import write_private

KeyType = Literal["PRODUCTION", "SANDBOX"]
AccountDialect = Literal["wso2", "lgsp", "c06", "vdxp"]
Named = tuple[AccountDialect, str]

_NOBODY: Final = "0" * 64  # of the same length as every digest: who compares takes the same time
_LETTERS: Final = string.ascii_letters + string.digits
_LENGTH: Final = 28  # WSO2's; 166 bits of chance, so that nobody can guess at the digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One account; `key` is what its caller names itself (consumer key, AccessKey, user name)."""

    dialect: AccountDialect
    key: str
    secret: str = field(repr=False)  # as `kept` gives it
    client: SubsystemId
    name: str = ""  # of the application: AppName in an lgspaccesstoken
    partner_code: str = ""  # PartnerCode and PartnerCodeCus there, and nowhere else
    partner_code_cus: str = ""
    key_type: KeyType = "PRODUCTION"
    per_minute: int | None = None  # quota of calls; None is no bound
    issued_ms: int = 0
    expires_ms: int
    revoked: bool = False
    # An officer's name, and the SHA-256 of the password.
    officers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def is_good(self, now_ms: int) -> bool:
        return not self.revoked and now_ms < self.expires_ms


class Applications:
    """The accounts in one file; whoever changes them holds `state.issuing()`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Reread[Mapping[Named, Application]] = Reread(path, _read, {})

    def find(self, dialect: AccountDialect, key: str) -> Application | None:
        """The account of this name, good or not."""
        return self._file.newest().get((dialect, key))

    def good(self, dialect: AccountDialect, now_ms: int) -> Sequence[Application]:
        """Those of a dialect that are good now; none while the file cannot be read."""
        found = self._file.newest().values()
        return [each for each in found if each.dialect == dialect and each.is_good(now_ms)]

    def proven(
        self, dialect: AccountDialect, key: str, secret: str, now_ms: int
    ) -> Application | None:
        """The good account of this name and secret; None for all else, after the same time."""
        application = self.find(dialect, key)
        same = is_secret(secret, application.secret if application else None)
        return application if application and same and application.is_good(now_ms) else None

    def list(self) -> list[Application]:
        """All of them; raises StateError for a file that is none of ours."""
        return [] if not self._path.exists() else list(_read(self._path).values())

    def issue(self, application: Application, now_ms: int) -> None:
        """Add an account, and forget those that have expired; raises StateError if its name is taken.

        A revoked account leaves its name to the next, so that a client may keep its configuration.
        """
        kept = {_named(each): each for each in self.list() if now_ms < each.expires_ms}
        earlier = kept.get(_named(application))
        if earlier is not None and not earlier.revoked:
            raise StateError(
                f"there is an account {application.key!r} of {application.dialect} already: "
                "revoke it first, or choose another key"
            )
        self._write({**kept, _named(application): application}.values())

    def revoke(self, key: str, dialect: AccountDialect | None = None) -> Sequence[Application]:
        """Let accounts count no more; raises StateError if none has this key, in this dialect."""
        applications = self.list()
        chosen = [
            each for each in applications if each.key == key and dialect in (None, each.dialect)
        ]
        if not chosen:
            raise StateError(f"no account has the key {key!r}; `ndxp trust app list` shows them")
        revoked = [replace(each, revoked=True) for each in chosen]
        self._write([*(each for each in applications if each not in chosen), *revoked])
        return revoked

    def _write(self, applications: Iterable[Application]) -> None:
        kept = [{**asdict(each), "client": str(each.client)} for each in applications]
        write_private(self._path, json.dumps({"applications": kept}, indent=1).encode())


def new_key() -> str:
    """A key or secret that nobody can guess, of letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def kept(dialect: AccountDialect, secret: str) -> str:
    """What the file has of a secret: its SHA-256; for c06, where it goes into a hash, itself."""
    return secret if dialect == "c06" else digest(secret)


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for a secret of chance; a short one of somebody's own can be guessed."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()


def is_secret(text: str, kept: str | None) -> bool:
    """Whether a text has the digest that is kept of a secret; None takes the same time."""
    return hmac.compare_digest(digest(text), kept or _NOBODY)


def _named(application: Application) -> Named:
    return application.dialect, application.key


def _read(path: Path) -> dict[Named, Application]:
    try:
        found = [_application(each) for each in json.loads(path.read_bytes())["applications"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StateError(f"{path} holds no accounts as `ndxp trust app` writes them") from error
    return {_named(each): each for each in found}


def _application(kept: object) -> Application:
    """Raises TypeError or ValueError."""
    if not isinstance(kept, dict) or kept.keys() != _MEMBERS.keys():
        raise TypeError
    return Application(**{name: read(kept[name]) for name, read in _MEMBERS.items()})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _one_of(known: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in known:
            raise ValueError("none of those that there are")
        return _text(value)

    return read


def _officers(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return {name: _text(password) for name, password in value.items()}


_MEMBERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "dialect": _one_of(get_args(AccountDialect)),
    "key": _text,
    "secret": _text,
    "client": lambda value: SubsystemId.parse(_text(value)),
    "name": _text,
    "partner_code": _text,
    "partner_code_cus": _text,
    "key_type": _one_of(get_args(KeyType)),
    "per_minute": lambda value: None if value is None else _number(value),
    "issued_ms": _number,
    "expires_ms": _number,
    "revoked": _truth,
    "officers": _officers,
}
"""How each member of an account is read from the file."""
