"""A client that switches faults on at a node, calls it, and looks its calls up in the log."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.faults import HEADER
from gateway.state import State
from ndxp.audit.query import Filters, Listed, list_exchanges, show_exchange
from tests.platform.client import Answer, exchange, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbed:
    """A node in this process, with its state folder and a person to ask about."""

    port: int
    folder: Path
    person: Mapping[str, object]

    def call(self, fault: str = "", wait_s: int = 10, **more: str) -> Answer:
        """Look the person up; `fault` is what the call orders itself."""
        headers = {"Prefer": f"wait={wait_s}", **more} | ({HEADER: fault} if fault else {})
        return exchange(self.port, self.bytes(**headers))

    def bytes(self, **headers: str) -> bytes:
        return message(json.dumps(self.person).encode(), more=tuple(headers.items()))

    def timed(self, **call: Any) -> tuple[Answer, float]:
        started = time.monotonic()
        answer = self.call(**call)
        return answer, time.monotonic() - started

    def faults(self, method: str, path: str = "", rule: object = None) -> Answer:
        """Ask /faults."""
        body = b"" if rule is None else json.dumps(rule).encode()
        return exchange(self.port, message(body, method=method, path=f"/faults{path}"))

    @contextmanager
    def on(self, fault: str, **conditions: object) -> Iterator[str]:
        """Switched on for the length of a block."""
        switched = self.faults("POST", rule={"fault": fault, **conditions})
        assert switched.status == 201
        rule_id = str(switched.json()["id"])
        yield rule_id
        assert self.faults("DELETE", f"/{rule_id}").json() == {"off": 1}

    def newest(self) -> Listed:
        """The exchange that the log closed last."""
        (found,) = list_exchanges(State(folder=self.folder).log, Filters(), limit=1)
        return found

    def kinds(self, exchange_id: str) -> list[str]:
        """The kinds of the entries of an exchange."""
        return [entry.kind for entry in show_exchange(State(folder=self.folder).log, exchange_id)]
