"""Whoever can publish to a provider's queue reaches the registry with nothing but a member's own word."""

from dataclasses import replace

import msgpack
import pytest

from gateway.jws import b64url, parse
from gateway.message import Sealed
from tests.attacks.forgeries import FORGERIES, Forging, good
from tests.attacks.platform import Attacked
from tests.gateway.members import BODY, OTHER_CLIENT, PERSON

pytestmark = pytest.mark.rabbit

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
EACH_FORGERY = pytest.mark.parametrize(
    ("forge", "reason"), FORGERIES.items(), ids=[forge.__name__ for forge in FORGERIES]
)


def second_form(token: str) -> str:
    """The other valid form of an ECDSA signature."""
    signature = parse(token).signature
    mirrored = ORDER - int.from_bytes(signature[32:], "big")
    head = token.rpartition(".")[0]
    return f"{head}.{b64url(signature[:32] + mirrored.to_bytes(32, 'big'))}"


async def test_the_attackers_way_in_works_for_a_good_message(attacked: Attacked) -> None:
    """Otherwise the other tests would show nothing."""
    request = attacked.members.seal()

    await attacked.publish(request.sealed)

    assert (await attacked.answer(request)).outcome == "not_found"
    assert attacked.reached == [request.request_id]


@EACH_FORGERY
async def test_a_forgery_reaches_nobody_and_is_accounted_for(
    attacked: Attacked, forge: Forging, reason: str
) -> None:
    forged = forge(attacked.members)

    await attacked.publish(forged)

    letter = await attacked.buried()
    assert (letter.reason, letter.jws) == (reason, forged.jws)
    assert PERSON.encode() not in letter.body
    assert attacked.reached == []
    await attacked.silence()


@EACH_FORGERY
async def test_a_forgery_among_good_ones_costs_only_itself(
    attacked: Attacked, forge: Forging, reason: str
) -> None:
    asked = [attacked.members.seal() for _ in range(5)]
    batch = [request.sealed for request in asked]
    batch.insert(2, forge(attacked.members))

    await attacked.publish(*batch)

    await attacked.answers(5)
    assert sorted(attacked.reached) == sorted(request.request_id for request in asked)
    assert (await attacked.buried()).reason == reason


@pytest.mark.parametrize("poison", [None, [], ["a.b.c", "text"], 7, "x" * 10_000], ids=repr)
async def test_an_item_that_is_none_costs_only_itself(attacked: Attacked, poison: object) -> None:
    batch: list[object] = [
        [sealed.jws, sealed.content] for sealed in (good(attacked.members) for _ in range(5))
    ]
    batch.insert(0, poison)

    await attacked.publish_raw(msgpack.packb(batch))

    await attacked.answers(5)
    assert len(attacked.reached) == 5
    letter = await attacked.buried()
    assert (letter.reason, letter.jws) == ("malformed_item", "")


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x91" * 1000, b"[]"], ids=repr)
async def test_a_body_that_is_no_batch_is_accounted_for(attacked: Attacked, body: bytes) -> None:
    await attacked.publish_raw(body)

    assert (await attacked.buried()).reason == "malformed_batch"
    assert attacked.reached == []


async def test_a_member_without_the_right_is_refused_under_the_providers_seal(
    attacked: Attacked,
) -> None:
    request = attacked.members.seal(attacked.members.request(client=OTHER_CLIENT))

    await attacked.publish(request.sealed)

    assert (await attacked.answer(request)).code == "access_denied"
    assert (await attacked.buried()).reason == "access_denied"
    assert attacked.reached == []


async def test_a_body_against_the_schema_is_refused_under_the_providers_seal(
    attacked: Attacked,
) -> None:
    body = b'{"SoDinhDanh":"001090000001","HoVaTen":"x","NgayThangNamSinh":"1990-01-01","y":1}'
    request = attacked.members.seal(attacked.members.request(body=body))

    await attacked.publish(request.sealed)

    opened = await attacked.answer(request)
    assert opened.code == "schema_violation"
    assert PERSON not in opened.content.body.decode()
    assert (await attacked.buried()).reason == "schema_violation"
    assert attacked.reached == []


async def test_another_body_under_a_used_id_is_refused(attacked: Attacked) -> None:
    request = attacked.members.request()
    other = replace(request, body=BODY.replace(b"000001", b"000002"))
    first, second = attacked.members.seal(request), attacked.members.seal(other)
    await attacked.publish(first.sealed)
    await attacked.answer(first)

    await attacked.publish(second.sealed)

    assert (await attacked.answer(second)).code == "replayed_request"
    assert (await attacked.buried()).reason == "replayed_request"
    assert len(attacked.reached) == 1


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_bytes_twice_ask_the_registry_once(
    attacked: Attacked, together: bool
) -> None:
    sealed = good(attacked.members)

    if together:
        await attacked.publish(sealed, sealed)
    else:
        await attacked.publish(sealed)
        await attacked.publish(sealed)

    first, second = await attacked.answers(2)
    assert first == second
    assert len(attacked.reached) == 1
    assert await attacked.backdoor.dead_count() == 0


async def test_the_second_form_of_a_signature_is_the_same_message(attacked: Attacked) -> None:
    sealed = good(attacked.members)
    twin = Sealed(jws=second_form(sealed.jws), content=sealed.content)

    await attacked.publish(sealed)
    await attacked.publish(twin)

    first, second = await attacked.answers(2)
    assert first == second
    assert len(attacked.reached) == 1
