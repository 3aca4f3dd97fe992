"""Faults of an adapter: a sealed request orders them, and only who was started to obey does."""

import asyncio
import time

import pytest

from adapters.base import Answer, Call, OpaqueAnswer
from adapters.hearing import hear
from adapters.obeying import ordered
from gateway.errors import ExchangeError, RegistryFailedError, RegistryRefusedError, SealError
from gateway.faults import HEADER, KINDS, Fault
from tests.adapters.asking import Side
from tests.adapters.counting import CountingAdapter, provider_side
from tests.adapters.opaque import FILES, FilesSide
from tests.gateway.members import ManualClock, Members

FAULTS = [name for name, kind in KINDS.items() if "adapter" in kind.places]


def order(text: str) -> dict[str, object]:
    """A request that orders a fault."""
    return {"headers": (("Accept-Language", "en"), (HEADER, text))}


@pytest.mark.parametrize("name", FAULTS)
async def test_who_was_not_started_to_obey_does_nothing_of_it(side: Side, name: str) -> None:
    opened = await side.answer(**order(f"{name};place=adapter"))

    assert (opened.status, opened.outcome) == (200, "not_found")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bad_signature", "bad_signature"),
        ("expired_certificate", "certificate_expired"),
        ("clock_skew;seconds=-60", "bad_time"),
        ("clock_skew;seconds=86400", ""),
        ("clock_skew;seconds=-9", ""),
    ],
)
async def test_a_seal_is_refused_for_the_reason_that_the_fault_gives(
    obedient: Side, text: str, reason: str
) -> None:
    reply, sealed = await obedient.ask(**order(text))

    try:
        obedient.open(reply, sealed)
    except SealError as error:
        found = error.reason
    else:
        found = ""
    assert found == reason
    assert len(obedient.adapter.calls) == 1


async def test_a_refusal_is_sealed_as_the_fault_wants_it_too(obedient: Side) -> None:
    reply, sealed = await obedient.ask(body=b"[]", **order("bad_signature"))

    with pytest.raises(SealError) as raised:
        obedient.open(reply, sealed)
    assert raised.value.reason == "bad_signature"
    assert reply.dead == "schema_violation"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("500", "internal_error"),
        ("502", "service_failed"),
        ("503", "overloaded"),
        ("504", "timeout"),
    ],
)
async def test_an_error_is_a_refusal_under_the_providers_seal(
    obedient: Side, status: str, code: str
) -> None:
    opened = await obedient.answer(**order(f"error;place=adapter;status={status}"))

    assert (str(opened.status), opened.code) == (status, code)
    assert obedient.adapter.calls == []


async def test_latency_is_waited_for_before_the_registry_is_asked(obedient: Side) -> None:
    started = time.monotonic()

    opened = await obedient.answer(**order("latency;place=adapter;seconds=0.2"))

    assert opened.outcome == "not_found"
    assert time.monotonic() - started >= 0.2


async def test_latency_ends_with_the_callers_patience(obedient: Side) -> None:
    started = time.monotonic()

    opened = await obedient.answer(wait_s=0.2, **order("latency;place=adapter;seconds=60"))

    assert opened.code == "timeout"
    assert 0.2 <= time.monotonic() - started < 5
    assert obedient.adapter.calls == []


async def test_a_hang_gives_no_answer_at_all_however_often_it_is_delivered(obedient: Side) -> None:
    sealed = obedient.members.seal(
        obedient.members.request(**order("hang;place=adapter;seconds=0.05"))
    )

    replies = await asyncio.gather(*(obedient.handles.handle(sealed.sealed) for _ in range(2)))

    assert [(reply.answer, reply.dead) for reply in replies] == [(None, ""), (None, "")]
    assert obedient.adapter.calls == []


async def test_the_next_request_is_answered_as_if_nothing_had_been(obedient: Side) -> None:
    await obedient.ask(**order("bad_signature"))

    assert (await obedient.answer()).outcome == "not_found"


async def test_a_registry_gets_its_order_whole_and_beside_the_trace(obedient: Side) -> None:
    await obedient.answer(**order("capital_names"))

    sent = dict(obedient.adapter.calls[0].headers)
    assert sent.pop(HEADER) == "capital_names;diacritics=lost"
    assert list(sent) == ["traceparent"]


async def test_no_registry_hears_of_an_adapters_fault(obedient: Side) -> None:
    await obedient.answer(**order("clock_skew;seconds=1"))

    assert HEADER not in obedient.adapter.calls[0].headers


async def test_no_registry_hears_of_a_fault_from_who_does_not_obey(side: Side) -> None:
    await side.answer(**order("capital_names"))

    assert HEADER not in side.adapter.calls[0].headers


@pytest.mark.parametrize(
    ("obeys", "text", "passed_on"),
    [
        (True, "latency;place=registry;seconds=1", True),
        (True, "bad_signature", False),
        (False, "latency;place=registry;seconds=1", False),
    ],
)
async def test_an_opaque_service_gets_an_order_only_for_itself(
    obeys: bool, text: str, passed_on: bool
) -> None:
    files = FilesSide(obeys_faults=obeys)
    request = files.members.request(service=FILES, body=b"", method="GET", **order(text))

    await files.handles.handle(files.members.seal(request).sealed)

    (call,) = files.files.calls
    sent = [value for name, value in call.headers if name == HEADER]
    assert sent == ([str(Fault.parse(text).explicit)] if passed_on else [])
    assert ("Accept-Language", "en") in call.headers


@pytest.mark.parametrize("text", ["", "nothing", "hang;seconds=x", "ip_refused", "latency"])
def test_what_is_no_order_for_adapters_is_none(text: str) -> None:
    assert ordered(((HEADER, text),)) is None


def test_two_orders_are_none() -> None:
    assert ordered(((HEADER, "bad_signature"), (HEADER.lower(), "bad_signature"))) is None


def told(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """What the sealed answer says of its fault."""
    return [value for name, value in headers if name.lower() == HEADER.lower()]


async def test_an_adapter_seals_that_it_obeyed(obedient: Side) -> None:
    late = await obedient.answer(**order("latency;place=adapter;seconds=0"))
    refused = await obedient.answer(**order("error;place=adapter"))

    assert told(late.content.headers) == ["latency;place=adapter;seconds=0"]
    assert told(refused.content.headers) == ["error;place=adapter"]
    assert told((await obedient.answer()).content.headers) == []


class Hearing(CountingAdapter):
    """Whose registry says something of its fault with each of its answers."""

    def __init__(self, *said: str, error: ExchangeError | None = None) -> None:
        super().__init__()
        self._said = said
        self.result = error or self.result

    async def answer(self, call: Call) -> Answer:
        for each in self._said:
            hear(each)
        return await super().answer(call)


@pytest.mark.parametrize(
    ("said", "sealed"),
    [
        (("date_form;form=iso",), ["date_form"]),
        (("date_form;form=iso;changed=nothing",), ["date_form;changed=nothing"]),
        (("date_form;changed=nothing", "date_form"), ["date_form"]),
        (("date_form", "date_form;changed=nothing"), ["date_form"]),
        (("name_split",), []),
        (("079099000001\r\n\ud800",), []),
        ((), []),
    ],
)
@pytest.mark.parametrize("error", [None, RegistryFailedError(), RegistryRefusedError("no")])
async def test_what_a_registry_says_of_its_fault_is_sealed_whatever_the_answer(
    said: tuple[str, ...], sealed: list[str], error: ExchangeError | None
) -> None:
    members, adapter = Members(ManualClock()), Hearing(*said, error=error)
    handles = provider_side(members, adapter, obeys_faults=True)
    side = Side(members=members, adapter=adapter, handles=handles)

    opened = await side.answer(**order("date_form"))

    assert told(opened.content.headers) == sealed


async def test_what_is_said_without_an_order_goes_nowhere() -> None:
    members, adapter = Members(ManualClock()), Hearing("date_form")
    handles = provider_side(members, adapter, obeys_faults=True)

    opened = await Side(members=members, adapter=adapter, handles=handles).answer()

    assert told(opened.content.headers) == []


async def test_an_opaque_service_says_itself_what_it_did_but_nothing_for_its_adapter() -> None:
    files = FilesSide(obeys_faults=True)
    files.files.result = OpaqueAnswer(status=200, headers=((HEADER, "date_form"),), body=b"")

    its_own = await files.ask(method="GET", **order("date_form"))
    adapters = await files.ask(method="GET", **order("latency;place=adapter;seconds=0"))

    assert told(its_own.content.headers) == ["date_form"]
    assert told(adapters.content.headers) == ["latency;place=adapter;seconds=0"]
