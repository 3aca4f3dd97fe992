"""Who calls, proven by an account: a hash over path, user name, time and secret, and a time close to ours.

As on the real service, as far as clients tell, whoever overhears a call may repeat its headers as long as
its Timestamp is good: there is no nonce, and the body is not in the hash. TLS is what helps.
"""

import hashlib
import hmac
import re
from typing import Final

from aiohttp.web_request import BaseRequest

from gateway.applications import Application, Applications
from gateway.edge.basic import name_and_secret
from gateway.edge.r1_form import last
from gateway.errors import UnauthenticatedError

MAX_SKEW_S: Final = 300
"""How far Timestamp may be off, either way. Assumed: no source tells what the real service allows."""

_NOBODYS: Final = "nobody's"  # in the place of a secret: who compares takes the same time
_TIME = re.compile(r"[0-9]{1,15}")


class AccountError(UnauthenticatedError):
    """The headers do not prove an account."""

    en = (
        "The call does not prove who makes it: {where}. "
        "Compare user name, secret, path and clock with the account; docs/dialects.md has the formula."
    )
    vi = (
        "Lời gọi không chứng minh được bên gọi: {where}. "
        "Hãy so tên, khóa bí mật, đường dẫn và đồng hồ với tài khoản; công thức ở docs/dialects.md."
    )


def account_of(http: BaseRequest, applications: Applications, now_ms: int) -> Application:
    """The good account that makes this call; raises AccountError."""
    try:
        name, given = name_and_secret(http.headers.getall("Authorization", []))
    except ValueError:
        raise AccountError("header Authorization reads Basic base64(username:hash), once") from None
    time = last(http, "Timestamp")
    if not _TIME.fullmatch(time):
        raise AccountError("header Timestamp takes milliseconds since 1970")
    account = applications.find("c06", name)
    path = http.raw_path.partition("?")[0]
    expected = proof(path, name, time, account.secret if account else _NOBODYS)
    same = hmac.compare_digest(expected.encode(), _bytes(given))
    if account is None or not same:
        raise AccountError(
            "header Authorization is not made of an account, its secret, this path and this Timestamp"
        )
    if abs(now_ms - int(time)) > MAX_SKEW_S * 1000:
        raise AccountError(f"header Timestamp is more than {MAX_SKEW_S} s off our clock")
    if not account.is_good(now_ms):
        raise AccountError("the account has expired or was revoked")
    return account


def proof(path: str, name: str, time: str, secret: str) -> str:
    """What stands behind the user name: lower-case SHA-256 of these four, one after the other."""
    return hashlib.sha256(_bytes(path + name + time + secret)).hexdigest()


def _bytes(text: str) -> bytes:
    """As it came: aiohttp reads what is not UTF-8 with surrogates."""
    return text.encode(errors="surrogateescape")
