"""X-Road's REST and the adapter form of VDXP: a client names itself, and reads problem documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from gateway.message import ServiceId
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects.dialect import REGISTRIES, Place, Proven, Topic, Trouble, any_of
from ndxp.workbench.http.question import Call, Got, Question
from ndxp.workbench.verdict import BreachError

_MEMBERS: Final = {"type", "message", "detail"}
_TYPE: Final = re.compile(r"[a-z]+(?:\.[a-z_]+){1,3}")
_FORWARD: Final = "/XrdAdapter/RestService/forward"
_REFUSALS: Final[Mapping[Trouble, frozenset[str]]] = {
    "no_right": any_of("403 access_denied"),
    "unknown_operation": any_of("404 unknown_service"),
    "wrong_method": any_of("405 invalid_http_method"),
    "large_body": any_of("413 body_too_large"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class R1:
    """See Dialect."""

    client: str  # X-Road-Client
    name: str = "r1"
    registries: tuple[str, ...] = ()

    @property
    def places(self) -> Mapping[Topic, Place]:
        document = "docs/r1.md"
        return {
            "answers": Place(document=document, chapter="Two kinds of service"),
            "accounts": Place(document=document, chapter="Request headers"),
            "refusals": Place(document=document, chapter="Errors"),
            "faults": Place(document=document, chapter="Errors"),
        }

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        return {
            **_REFUSALS,
            "no_credentials": any_of("400 missing_header_field"),
            "unknown_token": any_of("401 unauthenticated"),
            "wrong_content_type": any_of("415 invalid_content_type"),
        }

    def target(self, service: ServiceId, call: Call) -> str:
        return f"/r1/{service}"

    def proof(self, by: Proven) -> Mapping[str, str]:
        return _named(self.client, by)

    def token(self, account: Account) -> Question | None:
        return None

    def told(self, got: Got) -> str:
        return _problem(got)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vdxp:
    """See Dialect."""

    client: str  # X-Road-Client; empty: whose adapter it is
    name: str = "vdxp"
    registries: tuple[str, ...] = ("dkdn", "bhxh", "datdai", "dancu")

    @property
    def places(self) -> Mapping[Topic, Place]:
        ours = Place(document="docs/dialects.md", chapter="The adapter form of VDXP")
        errors = Place(document="docs/r1.md", chapter="Errors")
        return {"answers": ours, "accounts": ours, "refusals": REGISTRIES, "faults": errors}

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        return {**_REFUSALS, "unknown_token": any_of("401 unauthenticated")}

    def target(self, service: ServiceId, call: Call) -> str:
        base, _, operation = (call.path or f"/{service.code}").rpartition("/")
        provider = f"http://{service.provider.subsystem}{base}"
        named = str(service.provider).replace("/", ":")
        query = f"dstcode={quote(named, safe=':')}&providerurl={quote(provider, safe='')}"
        return f"{_FORWARD}/{operation}?{query}" + (f"&{call.encoded}" if call.query else "")

    def proof(self, by: Proven) -> Mapping[str, str]:
        return _named(self.client, by)

    def token(self, account: Account) -> Question | None:
        return None

    def told(self, got: Got) -> str:
        return _problem(got)


def _named(client: str, by: Proven) -> dict[str, str]:
    """Who calls: another account is another client, or a bearer token."""
    account = by.account or Account()
    secret = by.token or account.secret
    named = {"X-Road-Client": account.key or client} if account.key or client else {}
    return {**named, "Authorization": f"Bearer {secret}"} if secret else named


def _problem(got: Got) -> str:
    document = got.json
    kind = document.get("type")
    if document.keys() != _MEMBERS or not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        raise BreachError(f"{got.status} without type, message and detail alone")
    if got.headers.get("x-road-error") != kind:
        raise BreachError(f"{got.status} whose X-Road-Error is not its type")
    return f"{got.status} {kind.rpartition('.')[2]}"
