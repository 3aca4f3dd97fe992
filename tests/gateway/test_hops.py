"""What another node forwarded is logged like any request, and counted where it began."""

import json

from gateway.ledger.derive import HOP, Derivation
from gateway.ledger.rows import hour_of, volume_key
from gateway.message import Entry, Sealed
from gateway.signature import OpenedRequest
from tests.gateway.exchanging import Pipeline
from tests.gateway.ledger.simulator import START_MS, NetworkSimulator

VIA = "node:lgsp"


def forwarded(request: Entry) -> Entry:
    """The same, as the node behind writes it."""
    facts = json.dumps(json.loads(request.facts) | {"via": VIA})
    return Entry(kind=request.kind, time_ms=request.time_ms, jws=request.jws, facts=facts)


def test_an_answer_to_what_was_forwarded_counts_apart() -> None:
    network, derivation = NetworkSimulator(), Derivation()
    request = forwarded(network.request())
    derivation.follow(0, request)

    row = derivation.follow(1, network.response(request))

    assert row is not None
    assert (row.outcome, row.succeeded, row.status) == (HOP, 1, 200)
    assert volume_key(row, hour_of(START_MS)).outcome == HOP


def test_a_failure_of_what_was_forwarded_is_one_as_any() -> None:
    network, derivation = NetworkSimulator(), Derivation()
    request = forwarded(network.request())
    derivation.follow(0, request)

    row = derivation.follow(1, network.failure(request))

    assert row is not None
    assert (row.outcome, row.succeeded) == ("timeout", 0)


async def test_the_entry_names_the_node_that_forwarded_and_the_seal_is_untouched() -> None:
    pipeline = Pipeline()
    sealed = pipeline.members.seal().sealed

    await pipeline.exchange.forward(sealed, VIA)

    (request, _) = pipeline.ledger.entries
    assert (request.jws, json.loads(request.facts)["via"]) == (sealed.jws, VIA)


async def test_what_a_member_posts_itself_began_here() -> None:
    pipeline = Pipeline()

    await pipeline.exchange.forward(pipeline.members.seal().sealed)

    assert "via" not in json.loads(pipeline.ledger.entries[0].facts)


async def test_what_the_provider_refused_is_its_answer_at_every_node() -> None:
    pipeline = Pipeline()

    async def refusing(request: OpenedRequest) -> Sealed:
        changed = {"outcome": "denied", "code": "access_denied"}
        return pipeline.content(request, b"{}", status=403, **changed)

    pipeline.bus.answering = refusing

    answer = await pipeline.exchange.forward(pipeline.members.seal().sealed, VIA)

    assert answer.outcome == "denied"
    assert pipeline.kinds == ["request", "response"]
