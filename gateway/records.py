"""What the node itself signs into the log: network versions, failures, refusals, noise."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from gateway.clock import Clock
from gateway.errors import ExchangeError
from gateway.jws import Signer
from gateway.message import Entry, EntryKind, Request
from gateway.references import References
from gateway.signature import SealedRequest
from gateway.trust import document_digest

FAILURE_TYP = "ndxp-failure+jws"
REFUSAL_TYP = "ndxp-refusal+jws"
SUMMARY_TYP = "ndxp-summary+jws"
NETWORK_RECORD_TYP = "ndxp-network-record+jws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whose exchange a record is about, as text."""

    message_id: str
    request_id: str
    client: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Makes log entries; the node's key signs what no member signed."""

    node: Signer
    references: References
    clock: Clock

    def request(
        self, request: Request, sealed: SealedRequest, pattern: str, via: str | None = None
    ) -> Entry:
        """The member's seal, before it leaves; `pattern` is the path of the right, never the path.

        `via` is the node that forwarded it, in whose log the exchange began.
        """
        facts = {
            "inTs": request.received_ms,
            "size": len(sealed.sealed.content),
            "restMethod": request.method,
            "restPath": pattern,
            **({"via": via} if via else {}),
            **_fault(request),
        }
        return self._entry("request", sealed.sealed.jws, facts)

    def response(self, jws: str, size: int, out_ms: int) -> Entry:
        """The provider's seal; `out_ms` is when the request left."""
        facts = {"outTs": out_ms, "inTs": self.clock.now_ms(), "size": size}
        return self._entry("response", jws, facts)

    def late(self, jws: str, size: int) -> Entry:
        return self._entry("late", jws, {"inTs": self.clock.now_ms(), "size": size})

    def network(self, document: str, version: int) -> Entry:
        """From here on this network document counts; the entry names it, whatever its size."""
        payload = {
            "version": version,
            "documentDigest": document_digest(document),
            "time": self.clock.now_ms(),
        }
        entry = self._entry("network", self.node.sign(NETWORK_RECORD_TYP, payload), {})
        return replace(entry, document=document)

    def failure(self, parties: Parties, error: ExchangeError, out_ms: int | None) -> Entry:
        """Closes a request that got no usable answer."""
        facts = {} if out_ms is None else {"outTs": out_ms}
        return self._entry("failure", self._sign(FAILURE_TYP, parties, error, {}), facts)

    def refusal(self, request: Request, error: ExchangeError) -> Entry:
        """A call of a known client that was not let through; there is no request entry before it."""
        references = {}
        if request.user:
            references["userRef"] = self.references.of("user", request.user)
        if request.issue:
            references["caseRef"] = self.references.of("case", request.issue)
        parties = Parties(
            message_id=request.message_id,
            request_id=request.request_id,
            client=str(request.client),
            service=str(request.service),
        )
        signed = self._sign(REFUSAL_TYP, parties, error, references)
        return self._entry("refusal", signed, {"inTs": request.received_ms, **_fault(request)})

    def summary(self, counts: Counter[str], from_ms: int) -> Entry:
        """Noise of a while in one entry: calls that were malformed, unknown or too many, by code."""
        payload = {
            "from": from_ms,
            "to": self.clock.now_ms(),
            "counts": dict(sorted(counts.items())),
        }
        return self._entry("summary", self.node.sign(SUMMARY_TYP, payload), {})

    def _sign(
        self, typ: str, parties: Parties, error: ExchangeError, references: Mapping[str, str]
    ) -> str:
        payload = {
            "id": parties.message_id,
            "requestId": parties.request_id,
            "client": parties.client,
            "service": parties.service,
            "code": error.code,
            "status": error.status,
            "outcome": error.outcome,
            "time": self.clock.now_ms(),
            **references,
        }
        return self.node.sign(typ, payload)

    def _entry(self, kind: EntryKind, jws: str, facts: Mapping[str, object]) -> Entry:
        text = json.dumps(facts, separators=(",", ":"))
        return Entry(kind=kind, time_ms=self.clock.now_ms(), jws=jws, facts=text)


def _fault(request: Request) -> dict[str, str]:
    """That an exchange was disturbed on purpose has to be seen for as long as it is seen itself."""
    return {"fault": request.fault} if request.fault else {}


class Noise:
    """Counts what earns no entry of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._since_ms = clock.now_ms()

    def count(self, error: ExchangeError) -> None:
        self._counts[error.code] += 1

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the ExchangeError that is raised within, and let it go on."""
        try:
            yield
        except ExchangeError as error:
            self.count(error)
            raise

    def take(self) -> tuple[Counter[str], int]:
        """What was counted, and since when; counting starts anew."""
        taken = self._counts, self._since_ms
        self._counts, self._since_ms = Counter(), self._clock.now_ms()
        return taken

    def put_back(self, counts: Counter[str], since_ms: int) -> None:
        """The summary could not be written: count on."""
        self._counts.update(counts)
        self._since_ms = since_ms
