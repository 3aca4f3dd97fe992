"""What callers prove themselves with, as `ndxp trust app issue` and `ndxp trust token issue` print it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

_WRONG: Final = "khong-dung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Key and secret in one dialect; a token of r1 is a secret without a key."""

    key: str = ""
    secret: str = field(default="", repr=False)
    members: Mapping[str, str] = field(default_factory=dict, repr=False)  # of an lgspaccesstoken
    officer: str = field(default="", repr=False)  # AuthHash

    @classmethod
    def read(cls, dialect: str, text: str) -> Self:
        """Read the lines of an account; raises ValueError that says what they have to be."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        match dialect, lines:
            case "lgsp", [header, *officers] if len(officers) < 2:
                return cls._of_header(header, *officers)
            case "wso2" | "c06", [line] if ":" in line:
                key, _, secret = line.partition(":")
                return cls(key=key, secret=secret)
            case "r1" | "vdxp", [token]:
                return cls(secret=token)
        raise ValueError(_FORMS.get(dialect, "this dialect knows no account"))

    @classmethod
    def _of_header(cls, header: str, officer: str = "") -> Self:
        try:
            members = json.loads(base64.b64decode(header, validate=True))
            key, secret = str(members["AccessKey"]), str(members["SecretKey"])
        except (ValueError, TypeError, KeyError):
            raise ValueError(_FORMS["lgsp"]) from None
        return cls(key=key, secret=secret, members=members, officer=officer)

    @property
    def header(self) -> str:
        """The value of lgspaccesstoken."""
        named = {**self.members, "AccessKey": self.key, "SecretKey": self.secret}
        return base64.b64encode(json.dumps(named, ensure_ascii=False).encode()).decode()

    def with_wrong_secret(self) -> Self:
        """The same account, not proven."""
        return replace(self, secret=_WRONG)

    def with_unknown_key(self) -> Self:
        """An account that nobody has."""
        return replace(self, key=f"{self.key}-{_WRONG}")


_FORMS: Final[Mapping[str, str]] = {
    "wso2": "reads key:secret, one line",
    "c06": "reads username:secret, one line",
    "lgsp": "holds the value of lgspaccesstoken, and on a second line the AuthHash of an officer",
    "r1": "holds a bearer token, one line",
    "vdxp": "holds a bearer token, one line",
}
