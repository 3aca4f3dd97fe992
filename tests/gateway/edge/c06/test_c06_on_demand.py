"""A fault on demand is a SOAP Fault to whoever speaks SOAP."""

from gateway.faults import HEADER
from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import LEADING, call, content, envelope, fault, person


def test_a_clock_that_is_off_is_refused_as_the_dialect_does_it(
    c06_port: int, registries: Registries
) -> None:
    body = envelope((*LEADING, *person(registries.sample("dancu", 1, 1)[0])))

    answer = call(c06_port, body, more=[(HEADER, "timestamp_skew")])

    refused = fault(answer)
    assert (refused.status, refused.whose, refused.code) == (401, "Client", "unauthenticated")
    assert answer.headers[HEADER.lower()] == "timestamp_skew"
    assert call(c06_port, body).status == 200


def test_another_order_of_elements_arrives_as_the_registry_sends_it(
    c06_port: int, registries: Registries
) -> None:
    body = envelope((*LEADING, *person(registries.sample("dancu", 1, 1)[0])))
    usual = [element.tag for element in content(call(c06_port, body)).iter()]

    answer = call(c06_port, body, more=[(HEADER, "element_order")])

    found = [element.tag for element in content(answer).iter()]
    assert found != usual
    assert sorted(found) == sorted(usual)
