"""How each service does, and the same over HTTP."""

import json

import pytest

from gateway.edge.monitoring import HEALTH, OPERATIONAL
from gateway.errors import BadRequestError
from gateway.health import Ended
from tests.gateway.edge.conftest import Guarded
from tests.gateway.edge.monitoring.place import CLIENT, SERVICE, STRANGER, Place
from tests.gateway.ledger.simulator import START_MS
from tests.platform.client import Answer, Headers, exchange, message


def get(port: int, path: str, headers: Headers = (("X-Road-Client", CLIENT),)) -> Answer:
    return exchange(port, message(b"", method="GET", path=path, headers=headers))


async def test_health_says_how_each_service_does(place: Place) -> None:
    ended = Ended(
        now_ms=START_MS, succeeded=True, duration_ms=7, request_bytes=100, response_bytes=900
    )
    place.health.record(SERVICE, ended)
    place.health.record("VN/GOV/G01/dancu/DaBo", ended)  # in the network document no longer

    answer = await place.ask(STRANGER, path=HEALTH)

    assert answer["monitoringStartupTimestamp"] == START_MS
    gone, known = answer["servicesEvents"]
    assert "serviceType" not in gone
    assert known == {
        "service": SERVICE,
        "serviceType": "OPENAPI3",
        "lastSuccessfulRequestTimestamp": START_MS,
        "lastPeriodStatistics": {
            "successfulRequestCount": 1,
            "unsuccessfulRequestCount": 0,
            "requestMinDuration": 7,
            "requestAverageDuration": 7.0,
            "requestMaxDuration": 7,
            "requestDurationStdDev": 0.0,
            "requestMinSize": 100,
            "requestAverageSize": 100.0,
            "requestMaxSize": 100,
            "requestSizeStdDev": 0.0,
            "responseMinSize": 900,
            "responseAverageSize": 900.0,
            "responseMaxSize": 900,
            "responseSizeStdDev": 0.0,
        },
    }


async def test_health_takes_no_parameters(place: Place) -> None:
    with pytest.raises(BadRequestError, match="no parameters"):
        await place.ask(CLIENT, "from=1", path=HEALTH)


def test_a_call_is_in_the_health_data_at_once_and_in_the_records_later(
    port: int, person: dict[str, object]
) -> None:
    named = [("X-Road-Id", "suc-khoe-1")]
    assert exchange(port, message(json.dumps(person).encode(), more=named)).status == 200

    events = get(port, HEALTH).json()["servicesEvents"]
    records = get(port, OPERATIONAL).json()

    assert isinstance(events, list)
    (statistics,) = [e["lastPeriodStatistics"] for e in events if e["service"] == SERVICE]
    assert statistics["successfulRequestCount"] >= 1
    assert statistics["responseMaxSize"] > statistics["requestMinSize"] > 0
    assert "recordsCount" in records
    assert "suc-khoe-1" not in str(records)


def test_a_call_of_nobody_says_nothing_about_a_service(port: int) -> None:
    def unsuccessful() -> int:
        events = get(port, HEALTH).json()["servicesEvents"]
        assert isinstance(events, list)
        return sum(e["lastPeriodStatistics"]["unsuccessfulRequestCount"] for e in events)

    before = unsuccessful()
    stranger = [("X-Road-Client", "VN/GOV/H29/la"), ("Content-Type", "application/json")]
    assert exchange(port, message(headers=stranger)).status == 403
    assert unsuccessful() == before

    assert exchange(port, message()).status == 422
    assert unsuccessful() == before + 1


@pytest.mark.parametrize("path", [OPERATIONAL, HEALTH])
def test_the_token_is_asked_for(guarded: Guarded, path: str) -> None:
    assert get(guarded.port, path).status == 401
    authorized = [("X-Road-Client", CLIENT), guarded.proof]
    assert get(guarded.port, path, authorized).status == 200


def test_a_refusal_is_a_problem_like_any_other(port: int) -> None:
    assert get(port, OPERATIONAL, ()).code == "missing_header_field"
    assert get(port, f"{OPERATIONAL}?form=1").code == "bad_request"
    assert get(port, "/monitoring/other").code == "unknown_service"
