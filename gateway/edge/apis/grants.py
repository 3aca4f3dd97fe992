"""Access tokens that were granted for an account's key and secret.

A token is a random UUID that lives in this process for an hour. Who asks again meanwhile gets the same
one with the time that is left, as from WSO2 API Manager; who restarts the node lets all of them end, and
their clients ask anew. An account holds one token at a time, and its last one is known as such: so there
are never more than two for each account.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aiohttp.web_request import BaseRequest

from gateway.applications import AccountDialect, Application, Applications, digest
from gateway.clock import Clock
from gateway.errors import InactiveTokenError, UnauthenticatedError


class MissingTokenError(UnauthenticatedError):
    """A call brings no token along."""


class UnknownTokenError(UnauthenticatedError):
    """Nobody was granted this token, or long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One token, and the account that it was granted to."""

    token: str = field(repr=False)
    key: str
    issued_ms: int  # the account's: one that was issued anew under this key begins without tokens
    expires_ms: int

    def lives(self, application: Application, now_ms: int) -> bool:
        same = application.issued_ms == self.issued_ms
        return same and now_ms < self.expires_ms and application.is_good(now_ms)


class Grants:
    """The tokens of one listener's accounts."""

    def __init__(
        self, dialect: AccountDialect, applications: Applications, clock: Clock, lifetime_s: int
    ) -> None:
        self._dialect = dialect
        self._applications = applications
        self._clock = clock
        self._lifetime_ms = lifetime_s * 1000
        self._of_key: dict[str, tuple[Grant, ...]] = {}  # the newest first
        # By SHA-256: a look-up by the token itself could be timed.
        self._of_token: dict[str, Grant] = {}

    def grant(self, application: Application) -> tuple[str, int]:
        """The token of a good account, and for how many seconds it lives on."""
        now_ms = self._clock.now_ms()
        grants = self._of_key.get(application.key, ())
        if not grants or not grants[0].lives(application, now_ms):
            new = Grant(
                token=str(uuid.uuid4()),
                key=application.key,
                issued_ms=application.issued_ms,
                expires_ms=now_ms + self._lifetime_ms,
            )
            grants = (new, *grants[:1])
            self._keep(grants, now_ms)
        return grants[0].token, (grants[0].expires_ms - now_ms) // 1000

    def application(self, token: str) -> Application:
        """Whose good token this is; raises UnknownTokenError or InactiveTokenError."""
        grant = self._of_token.get(digest(token))
        if grant is None:
            raise UnknownTokenError("the access token is none that was granted here")
        application = self._applications.find(self._dialect, grant.key)
        if application is None or not grant.lives(application, self._clock.now_ms()):
            raise InactiveTokenError("it expired, or it or its account was revoked")
        return application

    def revoke(self, application: Application, token: str) -> None:
        """End a token of this account; those of others and unknown ones stay as they are."""
        grant = self._of_token.get(digest(token))
        if grant is not None and grant.key == application.key:
            ended = replace(grant, expires_ms=0)
            grants = self._of_key[grant.key]
            kept = tuple(ended if each is grant else each for each in grants)
            self._keep(kept, self._clock.now_ms())

    def _keep(self, grants: tuple[Grant, ...], now_ms: int) -> None:
        """Keep what an account has now, and nothing more of accounts that are gone."""
        good = {key: kept for key, kept in self._of_key.items() if self._is_good(key, now_ms)}
        self._of_key = {**good, grants[0].key: grants}
        self._of_token = {
            digest(each.token): each for kept in self._of_key.values() for each in kept
        }

    def _is_good(self, key: str, now_ms: int) -> bool:
        application = self._applications.find(self._dialect, key)
        return application is not None and application.is_good(now_ms)


def bearer(http: BaseRequest) -> str:
    """The access token of a call; raises MissingTokenError."""
    values: Sequence[str] = http.headers.getall("Authorization", [])
    scheme, _, token = values[0].strip().partition(" ") if len(values) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token.strip():
        raise MissingTokenError("header Authorization reads Bearer and an access token, once")
    return token.strip()
