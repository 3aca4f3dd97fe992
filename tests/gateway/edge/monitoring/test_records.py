"""Who sees which exchanges, in which words; docs/monitoring.md says the same."""

import re
from dataclasses import replace

import pytest

from gateway.edge.monitoring import OFFSET_S
from gateway.edge.opmon import FIELDS
from gateway.ledger.history import PAGE
from gateway.message import SubsystemId
from tests.docs.blocks import ROOT
from tests.gateway.edge.monitoring.place import (
    CLIENT,
    OWNER,
    PROVIDER,
    START_S,
    STRANGER,
    WATCHER,
    Place,
)
from tests.gateway.ledger.simulator import START_MS


async def test_a_record_has_the_fields_of_the_exchange(place: Place) -> None:
    await place.exchanged(id="ho-so-7", requestId="7f0c1ad4-0f3e-4a4c-8c7e-3a8b5f7f9d11")
    place.later(61)

    answer = await place.ask(CLIENT)

    assert answer["recordsCount"] == 1
    assert answer["next"] is None
    assert answer["records"][0] == {
        "monitoringDataTs": START_S,
        "securityServerType": "Client",
        "requestInTs": START_MS,
        "requestOutTs": START_MS,
        "responseInTs": START_MS + 5,
        "responseOutTs": START_MS,
        "clientXRoadInstance": "VN",
        "clientMemberClass": "GOV",
        "clientMemberCode": "H29",
        "clientSubsystemCode": "motcua",
        "serviceXRoadInstance": "VN",
        "serviceMemberClass": "GOV",
        "serviceMemberCode": "G01",
        "serviceSubsystemCode": "dancu",
        "serviceCode": "TraCuuThongTinCongDan",
        "restMethod": "POST",
        "restPath": "**",
        "messageId": "ho-so-7",
        "messageUserId": "u" * 22,
        "messageProtocolVersion": "1",
        "xRequestId": "7f0c1ad4-0f3e-4a4c-8c7e-3a8b5f7f9d11",
        "requestSize": 600,
        "responseSize": 900,
        "succeeded": True,
        "statusCode": 200,
        "serviceType": "OPENAPI3",
    }


async def test_a_refusal_and_a_failure_name_their_fault_as_the_caller_heard_it(
    place: Place,
) -> None:
    await place.ledger.append(place.simulator.refusal())
    request = place.simulator.request()
    await place.ledger.append(request)
    await place.ledger.append(place.simulator.failure(request, "service_failed"))
    await place.exchanged()
    place.later(61)

    fields = "faultCode,succeeded,statusCode,restPath"
    records = (await place.ask(CLIENT, f"fields={fields}"))["records"]

    assert records == [
        {"faultCode": "server.clientproxy.access_denied", "succeeded": False, "statusCode": 403},
        {
            "faultCode": "server.serverproxy.service_failed",
            "succeeded": False,
            "statusCode": 504,
            "restPath": "**",
        },
        {"succeeded": True, "statusCode": 200, "restPath": "**"},
    ]


@pytest.mark.parametrize(
    ("viewer", "count"), [(CLIENT, 1), (PROVIDER, 1), (STRANGER, 0), (OWNER, 1), (WATCHER, 1)]
)
async def test_parties_owner_and_monitoring_client_see_an_exchange_and_nobody_else(
    place: Place, viewer: str, count: int
) -> None:
    await place.exchanged()
    place.later(61)

    records = (await place.ask(viewer))["records"]

    assert len(records) == count
    assert [viewer in (CLIENT, PROVIDER) for _ in records] == ["messageId" in r for r in records]


async def test_another_system_of_the_same_member_sees_nothing(place: Place) -> None:
    other = SubsystemId.parse("VN/GOV/H29/khac")
    subsystems = {**place.network.subsystems, other: next(iter(place.network.subsystems.values()))}
    place.network = replace(place.network, subsystems=subsystems)
    await place.exchanged()
    place.later(61)

    assert (await place.ask(str(other)))["records"] == []


async def test_client_picks_the_exchanges_of_one_party_among_those_that_the_caller_sees(
    place: Place,
) -> None:
    await place.exchanged()
    place.later(61)

    for viewer, party, count in [
        (CLIENT, PROVIDER, 1),
        (OWNER, CLIENT, 1),
        (OWNER, STRANGER, 0),
        (STRANGER, CLIENT, 0),
        (CLIENT, "VN/GOV/000.00.00.G01/dancu", 1),
    ]:
        answer = await place.ask(viewer, f"client={party}")
        assert answer["recordsCount"] == len(answer["records"]) == count, (viewer, party)


async def test_a_caller_may_use_its_members_other_code(place: Place) -> None:
    await place.exchanged()
    place.later(61)

    assert (await place.ask("VN/GOV/000.00.00.H29/motcua"))["recordsCount"] == 1


async def test_a_record_is_told_once_it_is_older_than_the_offset(place: Place) -> None:
    await place.exchanged()
    place.later(OFFSET_S)

    early = await place.ask(CLIENT, f"from={START_S}")
    place.later(1)
    late = await place.ask(CLIENT, f"from={early['nextRecordsFrom']}")

    assert (early["recordsCount"], early["nextRecordsFrom"]) == (0, START_S)
    assert (late["recordsCount"], late["nextRecordsFrom"]) == (1, START_S + 1)


async def test_from_and_to_are_inclusive(place: Place) -> None:
    for _ in range(4):
        await place.exchanged()
        place.later(1)
    place.later(100)

    answer = await place.ask(CLIENT, f"from={START_S + 1}&to={START_S + 2}")

    assert [each["monitoringDataTs"] - START_S for each in answer["records"]] == [1, 2]
    assert answer["next"] is None
    assert "nextRecordsFrom" not in answer  # nothing can come any more within these bounds


async def test_pages_follow_each_other_without_a_gap(place: Place) -> None:
    await place.exchanged(PAGE + 3)
    place.later(61)

    first = await place.ask(CLIENT, "fields=xRequestId")
    second = await place.ask(CLIENT, f"fields=xRequestId&next={first['next']}")

    ids = [each["xRequestId"] for each in (*first["records"], *second["records"])]
    assert (first["recordsCount"], second["recordsCount"]) == (PAGE, 3)
    assert "nextRecordsFrom" not in first
    assert second["next"] is None
    assert len(set(ids)) == PAGE + 3


def test_no_field_is_for_whom_an_exchange_was_about() -> None:
    assert not {name for name in FIELDS if "subject" in name.lower()}


def test_every_field_is_in_the_document_and_the_document_has_no_other() -> None:
    text = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    table = text.partition("| field | type | value |")[2].partition("\n\n")[0]
    cells = [row.split(" | ")[0] for row in table.splitlines()]

    assert re.findall(r"`(\w+)`", " ".join(cells)) == list(FIELDS)
