"""For any rights and any request: access is granted if the document says so, and only then."""

from typing import Any

from hypothesis import given

from gateway.access import authorise, granting_rule
from gateway.errors import AccessDeniedError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, read_network
from tests.gateway.rights_model import Asked, asked, documents, is_granted


def allowed(network: Network, call: Asked) -> bool:
    client, service = SubsystemId.parse(call.client), ServiceId.parse(call.service)
    try:
        authorise(network, client, service, call.method, call.path)
    except AccessDeniedError:
        return False
    return True


@given(documents(), asked())
def test_the_gateway_grants_what_a_right_grants_and_nothing_else(
    document: dict[str, Any], call: Asked
) -> None:
    network = read_network("any", document)

    assert allowed(network, call) is is_granted(document, call)


@given(documents(), asked())
def test_the_rule_that_is_named_is_enough_alone(document: dict[str, Any], call: Asked) -> None:
    network = read_network("any", document)
    if not is_granted(document, call):
        return
    client, service = SubsystemId.parse(call.client), ServiceId.parse(call.service)

    rule = granting_rule(network, client, service, call.method, call.path)

    named = document["right"][int(rule.right.removeprefix("right[").removesuffix("]"))]
    alone = {
        "clients": [f"group:{rule.group}" if rule.group else call.client],
        "services": [call.service],
        "endpoints": [str(rule.endpoint)],
    }
    assert all(set(values) <= set(named.get(key, ["* **"])) for key, values in alone.items())
    assert is_granted(document | {"right": [alone]}, call)


@given(documents(), asked())
def test_without_rights_nobody_may_do_anything(document: dict[str, Any], call: Asked) -> None:
    network = read_network("any", document | {"right": document["right"][-1:]})

    assert not allowed(network, call)
