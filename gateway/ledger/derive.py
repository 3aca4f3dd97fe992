"""What follows from the entries: which requests are open, and a row for each closed exchange.

The writer derives while it writes, an auditor derives again and compares: the same code, so what
one accepts the other does too. What counts as one transaction: one exchange id that a provider
answered (found or not found), counted once, where it began: rows of a node that another one
forwarded it to are hops. Refusals and failures are rows of their own outcome.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from gateway.errors import LedgerError
from gateway.ledger.payloads import (
    AnswerPayload,
    Facts,
    FailurePayload,
    RequestPayload,
    read_facts,
    read_payload,
)
from gateway.ledger.rows import ExchangeRow, member_of, split_service
from gateway.message import COUNTED, Entry, outcome_fits
from gateway.signature import message_digest

HOP: Final = "hop"
"""The outcome of an exchange that counts in the log of the node that forwarded it here."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request in the log that nothing has closed yet."""

    seq: int
    payload: RequestPayload
    facts: Facts
    digest: str  # what an answer must name, base64url


class Derivation:
    """Follows a log entry by entry. What it learned can be taken back until `settle` is called.

    `is_used` tells whether a closed exchange has this id already (an id counts once); an auditor,
    who reads everything anyway, checks that at the end instead. Late answers are known for the
    last `remembered` failures, or for all of them.
    """

    def __init__(
        self,
        open_requests: Iterable[OpenRequest] = (),
        is_used: Callable[[str], bool] = lambda request_id: False,
        remembered: int | None = None,
    ) -> None:
        self._open = {request.payload["requestId"]: request for request in open_requests}
        self._failed: OrderedDict[str, OpenRequest] = OrderedDict()
        self._is_used = is_used
        self._remembered = remembered
        self._undo: list[tuple[dict[str, OpenRequest], str, OpenRequest | None]] = []

    @property
    def open_requests(self) -> list[OpenRequest]:
        """Requests without an end, oldest first."""
        return sorted(self._open.values(), key=lambda request: request.seq)

    def follow(self, seq: int, entry: Entry) -> ExchangeRow | None:
        """The exchange that this entry closes, if it does.

        Raises LedgerError, and learned nothing, when the entry contradicts those before it.
        """
        payload = read_payload(entry.kind, entry.jws)
        facts = read_facts(entry.kind, entry.facts)
        match entry.kind:
            case "request":
                self._ask(seq, entry.jws, cast("RequestPayload", payload), facts)
            case "response":
                return self._answer(seq, cast("AnswerPayload", payload), facts)
            case "failure":
                return self._fail(seq, cast("FailurePayload", payload), facts)
            case "refusal":
                return self._refuse(seq, cast("FailurePayload", payload), facts)
            case "late":
                self._answer_late(cast("AnswerPayload", payload))
        return None

    def settle(self) -> None:
        """What was followed is written: nothing is taken back any more."""
        self._undo.clear()
        if self._remembered is not None:
            while len(self._failed) > self._remembered:
                self._failed.popitem(last=False)

    def take_back(self) -> None:
        """Forget what was followed since the last `settle`: it could not be written."""
        for known, request_id, before in reversed(self._undo):
            if before is None:
                known.pop(request_id, None)
            else:
                known[request_id] = before
        self._undo.clear()

    def _ask(self, seq: int, jws: str, payload: RequestPayload, facts: Facts) -> None:
        request_id = payload["requestId"]
        self._check_new(request_id)
        member_of(payload["client"])
        split_service(payload["service"])
        digest = message_digest(jws)
        request = OpenRequest(seq=seq, payload=payload, facts=facts, digest=digest)
        self._learn(self._open, request_id, request)

    def _answer(self, seq: int, payload: AnswerPayload, facts: Facts) -> ExchangeRow:
        request = self._open.get(payload["requestId"])
        if request is None:
            msg = "answers no open request"
            raise LedgerError(msg)
        _check_answer(request, payload)
        self._learn(self._open, payload["requestId"], None)
        return _row(seq, request, payload, facts)

    def _fail(self, seq: int, payload: FailurePayload, facts: Facts) -> ExchangeRow:
        request = self._open.get(payload["requestId"])
        if request is None:
            msg = "closes no open request"
            raise LedgerError(msg)
        _check_parties(request, payload)
        _check_uncounted(payload)
        self._learn(self._open, payload["requestId"], None)
        self._learn(self._failed, payload["requestId"], request)
        return _row(seq, request, payload, facts)

    def _refuse(self, seq: int, payload: FailurePayload, facts: Facts) -> ExchangeRow:
        self._check_new(payload["requestId"])
        _check_uncounted(payload)
        member_of(payload["client"])
        provider, service_code = split_service(payload["service"])
        return ExchangeRow(
            seq=seq,
            request_seq=None,
            message_id=payload["id"],
            request_id=payload["requestId"],
            client=payload["client"],
            provider=provider,
            service_code=service_code,
            request_in_ts=facts["inTs"],
            request_out_ts=None,
            response_in_ts=None,
            rest_method=None,
            rest_path=None,
            request_size=None,
            response_size=None,
            status=payload["status"],
            outcome=payload["outcome"],
            code=payload["code"],
            succeeded=0,
            user_ref=payload.get("userRef"),
            case_ref=payload.get("caseRef"),
            subject_ref=None,
        )

    def _answer_late(self, payload: AnswerPayload) -> None:
        request = self._failed.get(payload["requestId"])
        if request is None:
            msg = "comes late for no request that failed"
            raise LedgerError(msg)
        _check_answer(request, payload)

    def _check_new(self, request_id: str) -> None:
        if request_id in self._open or self._is_used(request_id):
            msg = "the exchange id was used before"
            raise LedgerError(msg)

    def _learn(
        self, known: dict[str, OpenRequest], request_id: str, request: OpenRequest | None
    ) -> None:
        self._undo.append((known, request_id, known.get(request_id)))
        if request is None:
            del known[request_id]
        else:
            known[request_id] = request


def _check_parties(request: OpenRequest, payload: AnswerPayload | FailurePayload) -> None:
    asked = request.payload
    if (payload["id"], payload["client"], payload["service"]) != (
        asked["id"],
        asked["client"],
        asked["service"],
    ):
        msg = "names another client, service or id than its request"
        raise LedgerError(msg)


def _check_answer(request: OpenRequest, payload: AnswerPayload) -> None:
    _check_parties(request, payload)
    if payload["requestDigest"] != request.digest:
        msg = "answers another request: requestDigest differs"
        raise LedgerError(msg)
    if not outcome_fits(payload["outcome"], payload["status"]):
        msg = "has an outcome that its status contradicts"
        raise LedgerError(msg)


def _check_uncounted(payload: FailurePayload) -> None:
    if payload["outcome"] in COUNTED:
        msg = "only a provider's answer counts as a transaction"
        raise LedgerError(msg)


def _row(
    seq: int, request: OpenRequest, closing: AnswerPayload | FailurePayload, facts: Facts
) -> ExchangeRow:
    asked = request.payload
    provider, service_code = split_service(asked["service"])
    closed = cast("dict[str, Any]", closing)
    status, outcome = closing["status"], closing["outcome"]
    succeeded = outcome in COUNTED
    return ExchangeRow(
        seq=seq,
        request_seq=request.seq,
        message_id=asked["id"],
        request_id=asked["requestId"],
        client=asked["client"],
        provider=provider,
        service_code=service_code,
        request_in_ts=request.facts["inTs"],
        request_out_ts=facts.get("outTs"),
        response_in_ts=facts.get("inTs"),
        rest_method=request.facts["restMethod"],
        rest_path=request.facts["restPath"],
        request_size=request.facts["size"],
        response_size=facts.get("size"),
        status=status,
        outcome=HOP if succeeded and "via" in request.facts else outcome,
        code=closed.get("code", ""),
        succeeded=int(succeeded),
        user_ref=asked.get("userRef"),
        case_ref=asked.get("caseRef"),
        subject_ref=asked.get("subjectRef"),
    )
