"""Answers are read and written again without a trace."""

import json
from collections.abc import Mapping
from xml.etree.ElementTree import fromstring

from mock_registries.country import Country
from mock_registries.country.permutation import permute
from mock_registries.faults.content import ENVELOPE, write_xml
from mock_registries.population import soap
from mock_registries.registry import Registry
from mock_registries.wire import write_json
from tests.mock_registries.citizens import ask, children
from tests.mock_registries.faults.scenes import calls

PREFIXES = {ENVELOPE: "soapenv"}


def rewritten(body: bytes) -> bytes:
    return write_xml(fromstring(body), PREFIXES)  # noqa: S314  # our own answer


def test_citizens_keep_their_bytes(country: Country, registries: Mapping[str, Registry]) -> None:
    size = country.population.size
    for turn in range(100):
        person = country.population.person(permute(turn, size, 3))

        body = ask(registries["dancu"], "TraCuuThongTinCongDan", *children(person)).body

        assert rewritten(body) == body


def test_other_soap_keeps_its_bytes(registries: Mapping[str, Registry]) -> None:
    bodies = [one.answer(asked).body for one, asked in calls(registries) if one.name == "dancu"]
    bodies += [soap.fault("Client", "a < b & c"), soap.envelope('<a xmlns="x" b="&lt;&amp;"/>')]

    assert [rewritten(body) for body in bodies] == bodies


def test_json_keeps_its_bytes(registries: Mapping[str, Registry]) -> None:
    bodies = [one.answer(asked).body for one, asked in calls(registries) if one.name != "dancu"]

    assert [write_json(json.loads(body)) for body in bodies] == bodies
