"""What is no batch at all: late among the cases, for it may be the last thing that the adapter hears."""

from typing import Final

import msgpack

from gateway.bus import MAX_BATCH_EXCHANGES
from ndxp.workbench.judging import both, check_ok, rule
from ndxp.workbench.talk import Talk, all_of
from ndxp.workbench.verdict import Case


async def malformed_batch(talk: Talk) -> str:
    """Each is one AMQP message; the adapter has to be there for the good one that follows."""
    good = [talk.seal() for _ in range(2)]
    items = [[request.sealed.jws, request.sealed.content] for request in good]
    bodies = [
        b"\xc1\xc1",
        *map(
            msgpack.packb, ([], [items[0]] * (MAX_BATCH_EXCHANGES + 1), {"jws": "", "content": b""})
        ),
    ]
    await all_of(talk.nothing(body) for body in bodies)
    mixed = msgpack.packb([[1, 2, 3], items[1], "x", [items[1][0]], [items[1][0], "text"]])
    (heard,) = await talk.answers_to(mixed, 1)
    check_ok(heard)
    check_ok(await talk.answer(talk.seal()))
    return "no answer to what is no batch; 1 answer to the good item among four that are none"


CASES: Final = (
    Case(
        name="malformed_batch",
        sent=both(
            "AMQP bodies that are no batch, and a good item among four that are none",
            "nội dung AMQP không phải lô, và một mục đúng giữa bốn mục sai dạng",
        ),
        rule=rule(
            "§5 Body, §6 check 1",
            "what is no array of 1 to 128 items is refused whole; a bad item costs only itself",
            "không phải mảng 1 đến 128 mục thì bị từ chối cả; mục hỏng chỉ mất chính nó",
        ),
        run=malformed_batch,
        alone=True,
    ),
)
