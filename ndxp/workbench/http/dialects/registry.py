"""A registry that is called itself, with no platform between: it asks nobody who calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.message import ServiceId
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects.dialect import REGISTRIES, Place, Proven, Topic, Trouble, any_of
from ndxp.workbench.http.question import Call, Got, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """See Dialect."""

    name: str = "native"
    registries: tuple[str, ...] = ("dkdn", "bhxh", "datdai", "dancu")

    @property
    def places(self) -> Mapping[Topic, Place]:
        return dict.fromkeys(("answers", "accounts", "refusals", "faults"), REGISTRIES)

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        return {
            "unknown_operation": any_of("404"),
            "wrong_method": any_of("405"),
            "large_body": any_of("413"),
        }

    def target(self, service: ServiceId, call: Call) -> str:
        return f"{call.path}?{call.encoded}" if call.query else call.path

    def proof(self, by: Proven) -> Mapping[str, str]:
        return {}

    def token(self, account: Account) -> Question | None:
        return None

    def told(self, got: Got) -> str:
        """The status: each registry has an envelope of its own."""
        return str(got.status)
