"""What a provider's side does when the network document changes under it, or grows too old."""

from tests.adapters.counting import CountingAdapter, provider_side
from tests.gateway.forging import payload_of
from tests.gateway.members import CLIENT, SERVICE, ManualClock, Members


async def test_under_an_expired_document_nobody_is_served_and_everybody_is_told() -> None:
    members, adapter = Members(ManualClock()), CountingAdapter()
    members.expires_ms = members.clock.ms + 1000
    side = provider_side(members, adapter)
    assert (await side.handle(members.seal().sealed)).answer is not None
    members.clock.advance(1)

    reply = await side.handle(members.seal().sealed)

    assert reply.answer is not None
    payload = payload_of(reply.answer.jws)
    assert (payload["status"], payload["code"]) == (503, "network_document_expired")
    assert reply.dead == ""
    assert len(adapter.calls) == 1


async def test_what_a_revoked_key_sealed_is_dead_whenever_it_says_it_was() -> None:
    members, adapter = Members(ManualClock()), CountingAdapter()
    early = members.seal(members.request(received_ms=members.clock.ms - 20_000))
    members.revoke(CLIENT.member)
    side = provider_side(members, adapter)

    replies = [await side.handle(each.sealed) for each in (early, members.seal())]

    assert [(reply.answer, reply.dead) for reply in replies] == [(None, "certificate_revoked")] * 2
    assert adapter.calls == []


async def test_a_provider_without_a_key_that_counts_answers_nobody() -> None:
    members, adapter = Members(ManualClock()), CountingAdapter()
    members.revoke(SERVICE.provider.member)
    side = provider_side(members, adapter)

    reply = await side.handle(members.seal().sealed)

    assert (reply.answer, reply.dead) == (None, "cannot_create_signature")
    assert adapter.calls == []
