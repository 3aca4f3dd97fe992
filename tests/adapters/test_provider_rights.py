"""The provider's side believes no gateway: for any rights, only what they grant reaches the adapter."""

from typing import Any

from hypothesis import given

from adapters.base import OpaqueAnswer, OpaqueCall
from gateway.message import ServiceId, SubsystemId
from gateway.network import read_network
from tests.adapters.counting import CountingAdapter, provider_side
from tests.gateway.members import SERVICE, ManualClock, Members
from tests.gateway.rights_model import OPAQUE, Asked, asked, documents, is_granted

MEMBERS = Members(ManualClock())
OWN = [str(SERVICE), *(each for each in OPAQUE if each.startswith(str(SERVICE.provider)))]


class Both(CountingAdapter):
    """It also answers services without a schema."""

    def __init__(self) -> None:
        super().__init__()
        self.forwarded: list[OpaqueCall] = []

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        self.forwarded.append(call)
        return OpaqueAnswer(status=200, headers=(), body=b"")


async def carried(document: dict[str, Any], call: Asked) -> tuple[list[str], str]:
    """Which services the adapter was asked for, and why the sealed message is dead."""
    adapter = Both()
    MEMBERS.network = read_network("any", document)
    request = MEMBERS.request(
        client=SubsystemId.parse(call.client),
        service=ServiceId.parse(call.service),
        method=call.method,
        path=call.path,
    )
    side = provider_side(MEMBERS, adapter)
    reply = await side.handle(MEMBERS.seal(request).sealed)
    reached = [*(c.service for c in adapter.calls), *(c.service for c in adapter.forwarded)]
    return reached, reply.dead


@given(documents(), asked(services=OWN))
async def test_only_what_a_right_grants_reaches_the_adapter(
    document: dict[str, Any], call: Asked
) -> None:
    call = call._replace(method=call.method.upper())  # as every edge sends it
    if call.service == str(SERVICE):  # takes POST without a path only, whatever its rights
        call = call._replace(method="POST", path="")

    reached, dead = await carried(document, call)

    granted = is_granted(document, call)
    assert reached == ([call.service.rpartition("/")[2]] if granted else [])
    assert dead == ("" if granted else "access_denied")
