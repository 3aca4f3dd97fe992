"""The platform that the pytest plugin hands out, as tests with and without an event loop use it."""

import asyncio
import http.client
import json
import logging
import threading
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import structlog

from examples.vehicles.adapter import Vehicles
from gateway.errors import ConfigurationError, StateError
from ndxp.compose import NETWORKS
from ndxp.registries import CountrySettings
from ndxp.testing import Exchanges, Platform, Sample, Settings, Switch, open_platform

CLIENT = "VN/GOV/H29/motcua"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
VEHICLES = "VN/GOV/G04/phuongtien/traCuuPhuongTien"


@pytest.mark.parametrize("name", ["dancu", "TraCuuThongTinCongDan", LOOKUP])
def test_a_service_is_called_by_registry_code_or_identifier(
    ndxp: Platform, sample: Sample, name: str
) -> None:
    asked = sample(name)

    reply = ndxp.call(name, asked)

    assert (reply.status, reply.code) == (200, "")
    assert reply.body["CongDan"]["SoDinhDanh"] == asked["SoDinhDanh"]


def test_a_name_that_is_no_service_is_answered_with_those_that_there_are(ndxp: Platform) -> None:
    with pytest.raises(ValueError, match="VN/GOV/G13/datdai/traCuuThuaDat"):
        ndxp.call("nhaDat", {})


def test_a_reply_has_what_came_and_the_exchange_in_the_log(
    ndxp: Platform, sample: Sample, exchanges: Exchanges
) -> None:
    good = ndxp.call("dancu", sample("dancu"))
    refused = ndxp.call("dancu", {}, client="VN/COM/0199999991/khachhang")
    garbled = ndxp.call("dancu", b"{", headers={"Accept-Language": "vi"})

    assert good.headers["content-type"] == "application/json"
    assert json.loads(good.content) == good.body
    assert (refused.status, refused.code) == (403, "access_denied")
    assert (garbled.status, garbled.code) == (400, "invalid_body")
    assert [good.exchange, refused.exchange] == [each.request_id for each in exchanges]


def test_what_is_not_json_is_no_body(ndxp: Platform, sample: Sample, faults: Switch) -> None:
    faults.on("truncated_body", share=1.0)

    with pytest.raises(http.client.IncompleteRead):
        ndxp.call("dancu", sample("dancu"))


def test_each_test_has_a_platform_of_its_own(ndxp: Platform, exchanges: Exchanges) -> None:
    assert len(exchanges) == 0
    assert repr(exchanges) == "<exchanges: none>"
    assert (ndxp.state / "log.db").exists()


def test_the_log_is_read_like_a_list(ndxp: Platform, sample: Sample, exchanges: Exchanges) -> None:
    ndxp.call("dancu", sample("dancu"))
    ndxp.call("dancu", sample.unknown("dancu"))
    ndxp.call("dancu", {})

    assert exchanges.outcomes == ["ok", "not_found", "invalid"]
    assert exchanges.codes == ["", "", "schema_violation"]
    assert exchanges[-1].status == 422
    assert [each.service for each in exchanges[:2]] == [LOOKUP, LOOKUP]
    assert f"{CLIENT} -> {LOOKUP}: 200 not_found" in repr(exchanges)
    assert [entry.kind for entry in exchanges.entries(exchanges[0])] == ["request", "response"]


@pytest.mark.parametrize("calls", [0, 2])
def test_only_says_what_there_is_instead(
    ndxp: Platform, sample: Sample, exchanges: Exchanges, calls: int
) -> None:
    for _ in range(calls):
        ndxp.call("dancu", sample("dancu"))

    with pytest.raises(AssertionError, match=f"not one exchange but {calls}:") as failed:
        exchanges.only()

    assert str(failed.value).count("200 ok") == calls


def test_a_fault_is_on_until_it_is_switched_off(
    ndxp: Platform, sample: Sample, faults: Switch, exchanges: Exchanges
) -> None:
    rule = faults.on("error", status=503, service="dancu/*")
    disturbed = ndxp.call("dancu", sample("dancu"))
    other = ndxp.call("dkdn", sample("dkdn"))
    faults.off(rule)
    faults.on("ip_refused", client="VN/GOV/G14/*")
    faults.off()
    mended = ndxp.call("dancu", sample("dancu"))

    assert [reply.status for reply in (disturbed, other, mended)] == [503, 200, 200]
    assert [each.fault for each in exchanges] == ["error", "", ""]
    assert "disturbed by error" in str(exchanges[0])


def test_a_fault_that_does_not_exist_is_answered_with_the_closest(faults: Switch) -> None:
    with pytest.raises(ValueError, match="latency"):
        faults.on("latencies")


def test_a_fault_that_hangs_does_not_hold_the_end_up(tmp_path: Path, sample: Sample) -> None:
    with open_platform(tmp_path) as platform:
        platform.faults.on("hang", place="adapter")
        asking = http.client.HTTPConnection(urlsplit(platform.url).netloc, timeout=0.2)
        headers = {"X-Road-Client": CLIENT, "Content-Type": "application/json"}
        asking.request("POST", f"/r1/{LOOKUP}", json.dumps(sample("dancu")), headers)
        with pytest.raises(TimeoutError):
            asking.getresponse()
    asking.close()

    assert not [thread for thread in threading.enumerate() if thread.name == "ndxp"]


async def test_a_test_with_a_loop_calls_several_at_a_time(
    ndxp: Platform, sample: Sample, exchanges: Exchanges
) -> None:
    bodies = sample.many("dancu", 3)

    replies = await asyncio.gather(
        *(asyncio.to_thread(ndxp.call, "dancu", body) for body in bodies)
    )

    assert [reply.body["CongDan"]["SoDinhDanh"] for reply in replies] == [
        body["SoDinhDanh"] for body in bodies
    ]
    assert exchanges.outcomes == ["ok"] * 3


def test_what_the_platform_logs_is_captured_as_log_and_not_as_output(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs():
        pass  # which leaves structlog configured, with what it had

    with caplog.at_level(logging.INFO), open_platform(tmp_path) as platform:
        platform.serve(Vehicles())

    assert "network.accepted" in caplog.text
    assert capsys.readouterr() == ("", "")


def test_who_captures_logs_keeps_those_of_the_platform(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines, open_platform(tmp_path) as platform:
        platform.serve(Vehicles())

    assert "network.accepted" in [line["event"] for line in lines]


def test_network_and_country_can_be_others(tmp_path: Path) -> None:
    merged = CountrySettings(as_of=date(2025, 7, 1), scale=0.001)
    settings = Settings(network=NETWORKS / "country.toml", country=merged)
    asked = Sample(settings)("dancu")

    with open_platform(tmp_path, settings) as platform:
        reply = platform.call("dancu", asked, client="VN/GOV/H30/motcua")

    assert reply.status == 200
    assert "MaHuyen" not in reply.body["CongDan"]["ThuongTru"]  # there are none since July 2025


def test_a_network_that_is_none_is_refused_before_anything_starts(tmp_path: Path) -> None:
    network = tmp_path / "network.toml"
    network.write_text("instance = 5", "utf-8")

    with (
        pytest.raises(ConfigurationError, match="instance"),
        open_platform(tmp_path / "state", Settings(network=network)),
    ):
        pass


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with (
        open_platform(tmp_path),
        pytest.raises(StateError),
        open_platform(tmp_path),
    ):
        pass
