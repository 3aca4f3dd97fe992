"""How to stand before a registry: with its recorded words, or with the mock registry itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

import schemas
from adapters.base import Adapter, Answer
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.message import ServiceId
from gateway.schema import Catalogue
from mock_registries import build, route
from mock_registries.country import Country
from mock_registries.faults import Front
from mock_registries.wire import NativeRequest
from tests.adapters.asking import Side
from tests.adapters.counting import CountingAdapter, provider_side
from tests.gateway.members import ManualClock, Members


class Recorded:
    """A registry that always gives one answer and remembers what it was asked."""

    def __init__(self, answer: NativeAnswer, sent: list[NativeCall]) -> None:
        self._answer = answer
        self._sent = sent

    async def send(self, call: NativeCall) -> NativeAnswer:
        self._sent.append(call)
        return self._answer


class InProcess:
    """The mock registries without a socket."""

    def __init__(self, country: Country) -> None:
        self._registries = build(country)
        self._front = Front()

    async def send(self, call: NativeCall) -> NativeAnswer:
        path, _, query = call.path.partition("?")
        registry = route(self._registries, path)
        assert registry is not None
        sending = self._front.answer(
            registry,
            NativeRequest(
                method=call.method, path=path, query=query, headers=call.headers, body=call.body
            ),
        )
        return NativeAnswer(status=sending.answer.status, body=sending.answer.body)


@pytest.fixture(scope="session")
def country() -> Country:
    return Country()


@pytest.fixture
def registry(country: Country) -> Wire:
    return InProcess(country)


@pytest.fixture
def sent() -> list[NativeCall]:
    """What the adapter sent to the recorded registry."""
    return []


@pytest.fixture
def recorded(sent: list[NativeCall]) -> Callable[[bytes | str, int], Wire]:
    """Make a registry that answers with these bytes and this HTTP status."""

    def make(body: bytes | str, status: int) -> Wire:
        data = body.encode() if isinstance(body, str) else body
        return Recorded(NativeAnswer(status=status, body=data), sent)

    return make


@pytest.fixture
def check() -> Callable[[Adapter, str, Answer], None]:
    """Hold an answer against the service's schema, as the platform does."""

    def against(adapter: Adapter, service: str, answer: Answer) -> None:
        named = ServiceId.parse(f"{adapter.subsystem}/{service}")
        Catalogue.load(Path(schemas.__file__).parent, [named]).check_response(named, answer.body)

    return against


@pytest.fixture
def side() -> Side:
    return _side(obeys_faults=False)


@pytest.fixture
def obedient() -> Side:
    """One that was started to obey the faults that sealed requests order."""
    return _side(obeys_faults=True)


def _side(*, obeys_faults: bool) -> Side:
    members, adapter = Members(ManualClock()), CountingAdapter()
    return Side(
        members=members,
        adapter=adapter,
        handles=provider_side(members, adapter, obeys_faults=obeys_faults),
    )
