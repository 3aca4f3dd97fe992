"""What only a broker makes possible: bodies from strangers, and connections that break."""

import asyncio
import uuid

import msgpack
import pytest

from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.link import Link
from gateway.bus.rabbit.topology import DEAD_TTL_MS, MAX_DEAD, MAX_QUEUE_MESSAGES
from gateway.bus.wire import pack_batch, unpack_batch
from gateway.errors import BrokerError, BusUnavailableError
from gateway.message import Sealed
from tests.gateway.bus.broker import Backdoor, Proxy, take
from tests.gateway.bus.echo import PROVIDER, TTL_S, Echo, message
from tests.gateway.bus.ends import Ends
from tests.house.ports import held_ports

pytestmark = pytest.mark.rabbit


async def call(bus: RabbitBus, content: bytes = b"content") -> Sealed:
    request_id = str(uuid.uuid4())
    async with asyncio.timeout(10):
        return await bus.call(PROVIDER, request_id, message(request_id, content), TTL_S)


async def call_until_it_works(bus: RabbitBus, within_s: float) -> Sealed:
    async with asyncio.timeout(within_s):
        while True:
            try:
                return await call(bus)
            except BusUnavailableError:
                await asyncio.sleep(0.05)


def items(*contents: bytes) -> list[Sealed]:
    return [message(content=content) for content in contents]


async def test_no_broker_is_an_error_in_time_that_names_the_place_and_no_password() -> None:
    with (
        held_ports(1) as (port,),
        pytest.raises(BrokerError, match=f"127.0.0.1:{port};") as raised,
    ):
        await Link(f"amqp://guest:secret@127.0.0.1:{port}/", lambda: None).start(0.3)

    assert "secret" not in str(raised.value)


async def test_good_items_beside_a_poisoned_one_are_answered(
    rabbit: Ends, backdoor: Backdoor, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)
    replies = await backdoor.reply_queue()
    good = [[sealed.jws, sealed.content] for sealed in items(b"1", b"2", b"3", b"4", b"5")]

    body = msgpack.packb([*good[:2], "poison", *good[2:]])
    await backdoor.publish(PROVIDER, body, replies.name)

    answers: list[Sealed] = []
    while len(answers) < 5:
        answers += unpack_batch((await take(replies)).body)
    assert sorted(answer.content for answer in answers) == [b"1", b"2", b"3", b"4", b"5"]
    assert [letter.reason for letter in await backdoor.dead(1)] == ["malformed_item"]


@pytest.mark.parametrize(
    ("content", "reason"), [(b"refuse", "bad_signature"), (b"raise", "internal_error")]
)
async def test_a_refused_item_is_dead_without_its_content(
    rabbit: Ends, backdoor: Backdoor, echo: Echo, content: bytes, reason: str
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)
    (sealed,) = items(content)

    await backdoor.publish(PROVIDER, pack_batch([sealed]))

    (letter,) = await backdoor.dead(1)
    assert (letter.reason, letter.jws) == (reason, sealed.jws)
    assert content not in letter.body.replace(sealed.jws.encode(), b"")


@pytest.mark.parametrize("body", [b"", b"{}", b"\xc1", msgpack.packb([])], ids=repr)
async def test_a_malformed_body_is_dead_and_the_adapter_lives(
    rabbit: Ends, backdoor: Backdoor, echo: Echo, body: bytes
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    await backdoor.publish(PROVIDER, body)

    assert [letter.reason for letter in await backdoor.dead(1)] == ["malformed_batch"]
    assert (await call_until_it_works(as_rabbit(rabbit.caller), 5)).content == b"content"


@pytest.mark.parametrize("reply_to", ["amq.gen-gone", "", None])
async def test_a_reply_queue_that_is_gone_disturbs_nobody(
    rabbit: Ends, backdoor: Backdoor, echo: Echo, reply_to: str | None
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    await backdoor.publish(PROVIDER, pack_batch(items(b"lost")), reply_to)
    await echo.arrived.wait()

    assert (await call(as_rabbit(rabbit.caller))).content == b"content"
    assert await backdoor.dead_count() == 0


async def test_a_bad_answer_costs_only_itself(rabbit: Ends, backdoor: Backdoor, echo: Echo) -> None:
    await (await rabbit.provider.serve(PROVIDER, echo)).close()
    stolen = await backdoor.steal(PROVIDER)
    waiting = asyncio.create_task(call(as_rabbit(rabbit.caller)))
    asked = await stolen.get()
    (sealed,) = unpack_batch(asked.body)

    await backdoor.reply(str(asked.reply_to), b"\xc1")
    bad_and_good = [["a.b.c", b""], None, [sealed.jws, b"answer"]]
    await backdoor.reply(str(asked.reply_to), msgpack.packb(bad_and_good))

    assert (await waiting).content == b"answer"


async def test_a_message_comes_again_with_the_same_bytes_when_its_adapter_breaks(
    rabbit: Ends, amqp_url: str, namespace: str, echo: Echo
) -> None:
    async with Proxy.to(amqp_url) as proxy:
        adapter = await RabbitBus.connect(proxy.url, namespace)
        await adapter.serve(PROVIDER, echo)
        waiting = asyncio.create_task(call(as_rabbit(rabbit.caller), b"wait"))
        await echo.arrived.wait()

        echo.arrived.clear()
        proxy.cut()
        await asyncio.wait_for(echo.arrived.wait(), 5)
        echo.opened.set()

        assert (await waiting).content == b"wait"
        assert echo.seen[0] == echo.seen[1]
        await adapter.close()


async def test_a_broken_connection_fails_what_waits_and_is_built_anew(
    rabbit: Ends, amqp_url: str, namespace: str, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)
    async with Proxy.to(amqp_url) as proxy:
        gateway = await RabbitBus.connect(proxy.url, namespace)
        waiting = [asyncio.create_task(call(gateway, b"wait")) for _ in range(20)]
        await echo.arrived.wait()

        proxy.cut()
        async with asyncio.timeout(1):
            failed = await asyncio.gather(*waiting, return_exceptions=True)

        assert {type(error) for error in failed} == {BusUnavailableError}
        assert (await call_until_it_works(gateway, 5)).content == b"content"
        echo.opened.set()
        await gateway.close()


async def test_an_answer_to_a_broken_connection_disturbs_no_other(
    rabbit: Ends, amqp_url: str, namespace: str, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)
    async with Proxy.to(amqp_url) as proxy:
        gateway = await RabbitBus.connect(proxy.url, namespace)
        lost = asyncio.create_task(call(gateway, b"wait"))
        await echo.arrived.wait()
        proxy.cut()
        await asyncio.gather(lost, return_exceptions=True)

        echo.opened.set()

        assert (await call(as_rabbit(rabbit.caller))).content == b"content"
        await gateway.close()


async def test_queues_are_declared_as_the_protocol_says(
    rabbit: Ends, backdoor: Backdoor, namespace: str, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    # The broker refuses a declaration that differs from what is there.
    await backdoor.channel.declare_exchange(f"{namespace}.requests", "direct", durable=True)
    await backdoor.channel.declare_queue(
        f"{namespace}.requests.{PROVIDER}",
        durable=True,
        arguments={"x-max-length": MAX_QUEUE_MESSAGES, "x-overflow": "reject-publish"},
    )
    await backdoor.channel.declare_queue(
        f"{namespace}.dead",
        durable=True,
        arguments={"x-message-ttl": DEAD_TTL_MS, "x-max-length": MAX_DEAD},
    )


async def test_two_namespaces_on_one_broker_do_not_meet(
    rabbit: Ends, amqp_url: str, namespace: str, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    async with Backdoor.open(amqp_url, f"{namespace}-other") as elsewhere:
        stranger = await RabbitBus.connect(amqp_url, f"{namespace}-other")
        present = await stranger.present(PROVIDER)
        await stranger.close()
        await elsewhere.clean([])

    assert not present


def as_rabbit(bus: object) -> RabbitBus:
    assert isinstance(bus, RabbitBus)
    return bus
