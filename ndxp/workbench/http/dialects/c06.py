"""Population's SOAP: a hash over path, user name, time and secret, and Faults."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.edge.c06.account import proof
from gateway.message import ServiceId
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects.dialect import Place, Proven, Topic, Trouble, any_of
from ndxp.workbench.http.forms import POPULATION, local, soap_content
from ndxp.workbench.http.question import Call, Got, Question
from ndxp.workbench.verdict import BreachError

_DOCUMENT: Final = "docs/dialects.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class C06:
    """See Dialect; `path` is that of the URL, which goes into the hash."""

    path: str
    name: str = "c06"
    registries: tuple[str, ...] = (POPULATION,)

    @property
    def places(self) -> Mapping[Topic, Place]:
        ours = Place(document=_DOCUMENT, chapter="Population's SOAP (C06)")
        faults = Place(document=_DOCUMENT, chapter="Faults")
        return {"answers": ours, "accounts": ours, "refusals": faults, "faults": faults}

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        unproven = any_of("401 Client")
        return {
            "wrong_secret": unproven,
            "no_credentials": unproven,
            "skewed_timestamp": unproven,
            "no_right": any_of("403 Client"),
            "wrong_method": any_of("405 Client"),
            "wrong_content_type": any_of("415 Client"),
            "large_body": any_of("413 Client"),
            "unknown_operation": any_of("500 Client"),
        }

    def target(self, service: ServiceId, call: Call) -> str:
        return ""

    def proof(self, by: Proven) -> Mapping[str, str]:
        account, time = by.account or Account(), str(by.now_ms)
        digest = proof(self.path, account.key, time, account.secret)
        basic = base64.b64encode(f"{account.key}:{digest}".encode()).decode()
        return {"Timestamp": time, "Authorization": f"Basic {basic}", "SOAPAction": '""'}

    def token(self, account: Account) -> Question | None:
        return None

    def told(self, got: Got) -> str:
        content = soap_content(got)
        if local(content) != "Fault":
            raise BreachError(f"{got.status} without a Fault")
        code = (content.findtext("faultcode") or "").rpartition(":")[2]
        return f"{got.status} {code if code in ('Client', 'Server') else '(no faultcode)'}"
