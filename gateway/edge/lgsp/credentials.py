"""What callers of this family prove themselves with: the header lgspaccesstoken, and an officer's AuthHash.

    lgspaccesstoken: base64({"AppName": …, "AccessKey": …, "SecretKey": …, "PartnerCode": …, "PartnerCodeCus": …})
    AuthHash: base64(keyName:keyPass)

Names of both from client code in public repositories; that all five members have to be as they were
issued is assumed.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from gateway.applications import Application, Applications, is_secret
from gateway.errors import InvalidBodyError, OfficerNotMappedError, UnauthenticatedError
from gateway.strict_json import parse_json

HEADER: Final = "lgspaccesstoken"
OFFICER: Final = "AuthHash"


class OfficerError(OfficerNotMappedError):
    """An officer is not mapped to the account, or does not prove to be this one.

    Not a 401: a client would get itself a new token, which does not help.
    """

    en = (
        "The officer of this call is not known: {where}. "
        "Send the AuthHash of one who is mapped to the account."
    )
    vi = (
        "Cán bộ của lời gọi này chưa được ánh xạ: {where}. "
        "Hãy gửi AuthHash của cán bộ đã được gắn với tài khoản."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The five members of an lgspaccesstoken."""

    app_name: str
    access_key: str
    secret_key: str = field(repr=False)
    partner_code: str
    partner_code_cus: str

    @classmethod
    def parse(cls, values: Sequence[str]) -> Self:
        """Read the values of the header, of which there is one; raises UnauthenticatedError."""
        try:
            (value,) = values
            members = parse_json(base64.b64decode(value.strip(), validate=True))
        except (ValueError, InvalidBodyError):
            members = None
        given = [members.get(name) for name in _MEMBERS] if isinstance(members, dict) else []
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) != len(_MEMBERS):
            raise UnauthenticatedError(
                f"header {HEADER} is base64 of a JSON object with {', '.join(_MEMBERS)}"
            )
        return cls(**dict(zip(_MEMBERS.values(), texts, strict=True)))

    @property
    def value(self) -> str:
        """As the header has it."""
        members = {name: getattr(self, member) for name, member in _MEMBERS.items()}
        return base64.b64encode(json.dumps(members, ensure_ascii=False).encode()).decode()

    def application(self, applications: Applications, now_ms: int) -> Application:
        """The good account that these prove; raises UnauthenticatedError."""
        found = applications.proven("lgsp", self.access_key, self.secret_key, now_ms)
        named = (self.app_name, self.partner_code, self.partner_code_cus)
        if found is None or named != (found.name, found.partner_code, found.partner_code_cus):
            raise UnauthenticatedError(f"header {HEADER} is that of no account that is good now")
        return found


_MEMBERS: Final = {
    "AppName": "app_name",
    "AccessKey": "access_key",
    "SecretKey": "secret_key",
    "PartnerCode": "partner_code",
    "PartnerCodeCus": "partner_code_cus",
}


def officer_of(values: Sequence[str], application: Application) -> str:
    """The name of the officer whose AuthHash this is; raises OfficerError."""
    try:
        (value,) = values
        decoded = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise OfficerError(f"header {OFFICER} is base64 of an officer's keyName:keyPass") from None
    name, _, password = decoded.partition(":")
    if not is_secret(password, application.officers.get(name)):
        raise OfficerError(f"header {OFFICER} is that of no officer of this account")
    return name


def auth_hash(name: str, password: str) -> str:
    """The value of AuthHash."""
    return base64.b64encode(f"{name}:{password}".encode()).decode()
