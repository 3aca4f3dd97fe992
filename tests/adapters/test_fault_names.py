"""The platform's table of faults and that of the registries, which share no code, say the same."""

from collections.abc import Iterator, Mapping

import pytest

from gateway.faults import HEADER as HEADER_OF_THE_PLATFORM
from gateway.faults import KINDS as KINDS_OF_THE_PLATFORM
from gateway.faults import Fault
from gateway.faults.parameters import Mark as MarkOfThePlatform
from gateway.faults.parameters import Word as WordOfThePlatform
from mock_registries import build
from mock_registries.country import Country
from mock_registries.faults import HEADER, KINDS, OPERATIONS, Front
from mock_registries.faults.front import operation_of
from mock_registries.faults.orders import Mark, Number, Word, read
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest

OF_REGISTRIES = {
    name: kind for name, kind in KINDS_OF_THE_PLATFORM.items() if "registry" in kind.places
}

OF_ONE_OWNER = "maxa=29443&soto=40&sothua=119"


@pytest.fixture(scope="module")
def registries(country: Country) -> Mapping[str, Registry]:
    return build(country)


def calls(registry: Registry) -> Iterator[NativeRequest]:
    for example in registry.page.examples():
        path, _, query = example.path.partition("?")
        method, body = ("POST", example.body.encode()) if example.body else ("GET", b"")
        yield NativeRequest(method, path, query, {"Content-Type": example.content_type}, body)
    if registry.name == "datdai":
        yield NativeRequest("GET", "/datdai/thuadat", OF_ONE_OWNER)


def test_the_header_has_one_name() -> None:
    assert HEADER_OF_THE_PLATFORM == HEADER


def test_the_faults_have_the_same_names() -> None:
    assert sorted(OF_REGISTRIES) == sorted(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_fault_takes_the_same_parameters(name: str) -> None:
    ours, theirs = OF_REGISTRIES[name].parameters, KINDS[name].parameters

    assert list(ours) == list(theirs)
    for key, parameter in ours.items():
        other = theirs[key]
        if isinstance(parameter, WordOfThePlatform):
            assert isinstance(other, Word)
            assert parameter.words == other.words
        elif isinstance(parameter, MarkOfThePlatform):
            assert isinstance(other, Mark)
            assert (parameter.default,) == other
        else:
            assert isinstance(other, Number)
            assert (parameter.default, parameter.least, parameter.most) == other


@pytest.mark.parametrize("name", KINDS)
def test_what_the_platform_sends_on_is_read_as_it_was_meant(name: str) -> None:
    sent = Fault.parse(f"{name};place=registry").explicit

    order = read(str(sent), KINDS)

    assert (order.name, dict(order.values)) == (name, dict(sent.told))


@pytest.mark.parametrize("name", KINDS)
def test_what_a_registry_says_of_a_fault_is_what_the_platform_repeats(
    name: str, registries: Mapping[str, Registry]
) -> None:
    fault = Fault.parse(f"{name};place=registry")
    front = Front()

    for registry in registries.values():
        for one in [*calls(registry)] * 2:
            ordered = {**one.headers, HEADER: str(fault.explicit)}
            said = front.answer(registry, one._replace(headers=ordered)).answer.headers[HEADER]
            notes = said.removeprefix(str(read(str(fault.explicit), KINDS)))
            assert fault.confirmed(said) == f"{fault}{notes}"


def test_the_operations_are_those_of_the_registries(registries: Mapping[str, Registry]) -> None:
    found = {
        operation_of(registry, one) for registry in registries.values() for one in calls(registry)
    }

    assert found <= set(OPERATIONS)


@pytest.mark.parametrize("name", KINDS)
def test_a_registry_has_what_a_fault_changes_if_the_table_says_so(
    name: str, registries: Mapping[str, Registry]
) -> None:
    concerned = OF_REGISTRIES[name].registries or tuple(registries)

    changed = []
    for registry in registries.values():
        front = Front()
        answers = [
            front.answer(registry, one._replace(headers={**one.headers, HEADER: name}))
            for one in calls(registry)
        ]
        if any("changed=nothing" not in each.answer.headers[HEADER] for each in answers):
            changed.append(registry.name)

    assert changed == [each for each in registries if each in concerned]
