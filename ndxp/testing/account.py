"""An account of a client that speaks another dialect than r1, as its configuration has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gateway.applications import (
    AccountDialect,
    Application,
    Applications,
    KeyType,
    digest,
    kept,
    new_key,
)
from gateway.edge.lgsp.credentials import Credentials, auth_hash
from gateway.message import SubsystemId
from gateway.state import State

CONSUMER: Final = "VN/GOV/H29/motcua"
_LIFE_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose account it is, and what its client proves itself with; new secrets unless they are given."""

    dialect: AccountDialect
    client: str = CONSUMER  # in whose name it calls
    key: str = field(default_factory=new_key)  # consumer key, AccessKey or user name
    secret: str = field(default_factory=new_key, repr=False)
    name: str = "test"
    partner_code: str = "000.00.00.H29"
    key_type: KeyType = "PRODUCTION"
    per_minute: int | None = None  # quota of calls
    officers: Mapping[str, str] = field(default_factory=dict, repr=False)  # passwords by name

    @property
    def lgspaccesstoken(self) -> str:
        """The header of that name."""
        return Credentials(
            app_name=self.name,
            access_key=self.key,
            secret_key=self.secret,
            partner_code=self.partner_code,
            partner_code_cus=self.partner_code,
        ).value

    def auth_hash(self, officer: str) -> str:
        """The header AuthHash of one of the officers."""
        return auth_hash(officer, self.officers[officer])

    def issue(self, state: State, now_ms: int) -> None:
        """Let a node that uses this state folder know it; raises StateError if the key is taken."""
        application = Application(
            dialect=self.dialect,
            key=self.key,
            secret=kept(self.dialect, self.secret),
            client=SubsystemId.parse(self.client),
            name=self.name,
            partner_code=self.partner_code,
            partner_code_cus=self.partner_code,
            key_type=self.key_type,
            per_minute=self.per_minute,
            issued_ms=now_ms,
            expires_ms=now_ms + _LIFE_MS,
            officers={name: digest(password) for name, password in self.officers.items()},
        )
        with state.issuing():
            Applications(state.applications).issue(application, now_ms)
