"""The two families of API gateways: WSO2 and lgspaccesstoken. Tokens and URLs are the same."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.message import ServiceId
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects.dialect import (
    REGISTRIES,
    Place,
    Proven,
    Topic,
    Trouble,
    any_of,
    word,
)
from ndxp.workbench.http.question import Call, Got, Question
from ndxp.workbench.verdict import BreachError

_DOCUMENT: Final = "docs/dialects.md"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def _target(service: ServiceId, call: Call) -> str:
    path = call.path or f"/{service.provider.subsystem}/1.0/{service.code}"
    return f"{path}?{call.encoded}" if call.query else path


def _granting(headers: Mapping[str, str]) -> Question:
    return Question(
        method="POST",
        target="/token",
        headers={**_FORM, **headers},
        body=b"grant_type=client_credentials",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wso2:
    """See Dialect."""

    name: str = "wso2"
    registries: tuple[str, ...] = ("dkdn", "bhxh", "datdai", "dancu")

    @property
    def places(self) -> Mapping[Topic, Place]:
        ours = Place(document=_DOCUMENT, chapter="WSO2")
        return {"answers": REGISTRIES, "refusals": REGISTRIES, "accounts": ours, "faults": ours}

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        return {
            "wrong_secret": any_of("401 invalid_client"),
            "unknown_token": any_of("401 900901"),
            "expired_token": any_of("401 900904", "401 900901"),
            "no_credentials": any_of("401 900902"),
            "no_right": any_of("403 900908"),
            "unknown_operation": any_of("404 404"),
            "wrong_method": any_of("405 405"),
            "large_body": any_of("413 413"),
        }

    def target(self, service: ServiceId, call: Call) -> str:
        return _target(service, call)

    def proof(self, by: Proven) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {by.token}"}

    def token(self, account: Account) -> Question | None:
        pair = base64.b64encode(f"{account.key}:{account.secret}".encode()).decode()
        return _granting({"Authorization": f"Basic {pair}"})

    def told(self, got: Got) -> str:
        document = got.json
        if "error" in document:
            return f"{got.status} {word(document['error'])}"
        fault = document.get("fault")
        if not isinstance(fault, dict) or {"code", "message"} - fault.keys():
            raise BreachError(f"{got.status} without a fault that has code and message")
        return f"{got.status} {word(fault['code'])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lgsp:
    """See Dialect."""

    name: str = "lgsp"
    registries: tuple[str, ...] = ("dkdn", "bhxh", "datdai", "dancu")

    @property
    def places(self) -> Mapping[Topic, Place]:
        ours = Place(document=_DOCUMENT, chapter="lgspaccesstoken")
        return {"answers": REGISTRIES, "refusals": REGISTRIES, "accounts": ours, "faults": ours}

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        unproven = any_of("401 401")
        return {
            "wrong_secret": unproven,
            "unknown_token": unproven,
            "expired_token": unproven,
            "no_credentials": unproven,
            "no_officer": any_of("403 403"),
            "no_right": any_of("403 403"),
            "unknown_operation": any_of("404 404"),
            "wrong_method": any_of("405 405"),
            "large_body": any_of("413 413"),
        }

    def target(self, service: ServiceId, call: Call) -> str:
        return _target(service, call)

    def proof(self, by: Proven) -> Mapping[str, str]:
        account = by.account or Account()
        officer = {"AuthHash": account.officer} if account.officer else {}
        bearer = {"Authorization": f"Bearer {by.token}"}
        return {"lgspaccesstoken": account.header, **bearer, **officer}

    def token(self, account: Account) -> Question | None:
        return _granting({"lgspaccesstoken": account.header})

    def told(self, got: Got) -> str:
        document = got.json
        if {"Error_Number", "Error_Message"} - document.keys():
            raise BreachError(f"{got.status} without Error_Number and Error_Message")
        return f"{got.status} {word(document['Error_Number'])}"
