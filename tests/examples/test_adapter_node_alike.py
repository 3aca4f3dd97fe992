"""Two adapters that were written from the same document say the same of the same message."""

import contextlib
import re
from collections.abc import AsyncIterator, Iterator

import msgpack
import pytest

from adapters.base import Answer, Call, OpaqueAnswer, OpaqueCall
from adapters.provider import ProviderSide
from adapters.sdk import provider_side
from gateway.bus.wire import unpack_batch
from gateway.clock import SystemClock
from gateway.custody import Custody
from gateway.errors import SealError
from gateway.following import follow
from gateway.message import Sealed
from gateway.state import State
from tests.docs.blocks import ROOT
from tests.examples.node import PROVIDER, SCHEMAS, Adapter, namespace_of_our_own, prepare
from tests.examples.sealing import CLIENT, KNOWN, MESSAGES, Sealing, request
from tests.gateway.bus.broker import Backdoor, DeadLetter, take
from tests.gateway.forging import payload_of

pytestmark = pytest.mark.rabbit

TESTED_APART = {"malformed_batch", "malformed_item", "replayed_request"}
HARMLESS = {"timeout", "service_failed", "service_refused", "invalid_answer"}  # no dead letters
LONG_S = 3600.0  # nothing is looked for while these tests run
SAID = ("status", "outcome", "code")

Asked = dict[str, Sealed]
Answers = list[Sealed]
Letters = list[DeadLetter]
Verdict = tuple[object, ...]
"""Status, outcome and code of the answer, if there is one, and the reason of the dead letter."""
Verdicts = dict[str, Verdict]


class Ours:
    """The same register on our own SDK; it says so little because only verdicts are compared."""

    subsystem = str(PROVIDER)

    async def answer(self, call: Call) -> Answer:
        return Answer(body={}, found=call.body == KNOWN)

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        status = 200 if call.path == "/" else 404
        return OpaqueAnswer(status=status, headers=(), body=b"")


def verdict(answer: Sealed | None, dead: str) -> Verdict:
    payload = {} if answer is None else payload_of(answer.jws)
    return (*(payload.get(name) for name in SAID), dead)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    state = State(folder=tmp_path_factory.mktemp("node") / "state")
    prepare(state)
    return state


@pytest.fixture(scope="module")
def sealing(state: State) -> Sealing:
    """The client has a second key, which signs later, and a third, which was revoked."""
    custody = Custody(state, SystemClock())
    custody.rotate(CLIENT.member, "P-256", lead_ms=3_600_000)
    kid = custody.rotate(CLIENT.member, "P-256", lead_ms=0)
    custody.revoke(kid, 0, "in a test")
    return Sealing(state)


@pytest.fixture(scope="module")
def namespace(amqp_url: str) -> Iterator[str]:
    with namespace_of_our_own(amqp_url) as name:
        yield name


@pytest.fixture(scope="module")
def running(amqp_url: str, namespace: str, state: State, sealing: Sealing) -> Iterator[None]:
    with Adapter(amqp_url, namespace, state):
        yield


@pytest.fixture
async def ours(state: State) -> AsyncIterator[ProviderSide]:
    async with follow(state, SystemClock(), LONG_S) as membership:
        yield provider_side(Ours(), membership, SCHEMAS)


class Theirs:
    """Asks the adapter in Node over the broker, and looks into its dead letters."""

    def __init__(self, backdoor: Backdoor) -> None:
        self._backdoor = backdoor

    async def ask(self, *batch: object, answers: int, letters: int) -> tuple[Answers, Letters]:
        """What comes of one AMQP message with these items: at most so much, within a few seconds."""
        replies = await self._backdoor.reply_queue()
        await self._backdoor.publish(PROVIDER, msgpack.packb(batch), replies.name)
        answered: Answers = []
        dead: Letters = []
        with contextlib.suppress(TimeoutError):
            while len(answered) < answers:
                answered += unpack_batch((await take(replies)).body)
            dead = await self._backdoor.dead(letters)
        return answered, dead

    async def verdicts(self, asked: Asked, expected: Verdicts) -> Verdicts:
        """What it says of each."""
        answered, dead = await self.ask(
            *([each.jws, each.content] for each in asked.values()),
            answers=sum(each[0] is not None for each in expected.values()),
            letters=sum(each[-1] != "" for each in expected.values()),
        )
        by_id = {payload_of(each.jws)["requestId"]: each for each in answered}
        reasons = {letter.jws: letter.reason for letter in dead}
        return {
            name: verdict(by_id.get(request_id(each)), reasons.get(each.jws, ""))
            for name, each in asked.items()
        }


def request_id(sealed: Sealed) -> object:
    try:
        return payload_of(sealed.jws).get("requestId")
    except SealError:
        return None


@pytest.fixture
async def theirs(running: None, amqp_url: str, namespace: str) -> AsyncIterator[Theirs]:
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        yield Theirs(backdoor)


async def test_whatever_comes_both_say_the_same_of_it(
    theirs: Theirs, ours: ProviderSide, sealing: Sealing
) -> None:
    asked = {name: build(sealing) for name, build in MESSAGES.items()}
    replies = {name: await ours.handle(each) for name, each in asked.items()}
    expected = {name: verdict(each.answer, each.dead) for name, each in replies.items()}

    said = await theirs.verdicts(asked, expected)

    assert said == expected
    assert {each[-1] for each in said.values()} - {""} == documented() - TESTED_APART - HARMLESS


async def test_a_redelivery_gets_the_same_bytes_and_another_message_under_its_id_is_refused(
    theirs: Theirs, sealing: Sealing
) -> None:
    asked = request()
    first, other = sealing.seal(asked), sealing.seal(asked)

    answers, _ = await theirs.ask(*[item(first)] * 3, answers=3, letters=0)
    refused, dead = await theirs.ask(item(other), item(first), answers=2, letters=1)

    assert len({answer.jws for answer in answers}) == 1
    assert sorted(payload_of(each.jws)["status"] for each in refused) == [200, 409]  # type: ignore[type-var]
    assert answers[0] in refused
    assert [(letter.reason, letter.jws) for letter in dead] == [("replayed_request", other.jws)]


async def test_a_redelivery_of_what_was_refused_leaves_no_second_dead_letter(
    theirs: Theirs, sealing: Sealing
) -> None:
    refused = sealing.seal(request({"SoGiayPhep": "x"}))
    await theirs.ask(item(refused), answers=1, letters=1)

    answers, dead = await theirs.ask(item(refused), answers=1, letters=0)

    assert payload_of(answers[0].jws)["code"] == "schema_violation"
    assert dead == []


@pytest.mark.parametrize("poison", [None, ["a.b.c", "text"], ["a.b.c"], 7], ids=repr)
async def test_an_item_that_is_none_costs_only_itself(
    poison: object, theirs: Theirs, sealing: Sealing
) -> None:
    answers, dead = await theirs.ask(
        item(sealing.seal()), poison, item(sealing.seal()), answers=2, letters=1
    )

    assert [payload_of(each.jws)["outcome"] for each in answers] == ["ok", "ok"]
    assert [(letter.reason, letter.jws) for letter in dead] == [("malformed_item", "")]


async def test_a_body_that_is_no_batch_is_a_dead_letter(theirs: Theirs, sealing: Sealing) -> None:
    _, dead = await theirs.ask(*[item(sealing.seal())] * 129, answers=0, letters=1)

    assert [(letter.reason, letter.jws) for letter in dead] == [("malformed_batch", "")]


def documented() -> set[str]:
    """The reasons in the tables of §6."""
    chapter = (ROOT / "docs" / "protocol.md").read_text("utf-8").split("\n## ")[6]
    rows = re.findall(r"^\| [0-9]+\. .*\|(.*)\|$", chapter, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([a-z_]+)`", row)}


def item(sealed: Sealed) -> list[object]:
    return [sealed.jws, sealed.content]
