"""Whatever goes wrong, a C06 client reads a Fault: whose it is, what to do, a code, and the exchange."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.base import Answer, Call
from gateway.edge.c06.inquiry import MAX_BYTES
from gateway.faults import Fault, Rule
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import (
    CLIENT,
    LEADING,
    LOOKUP,
    SECRET,
    USER,
    Child,
    call,
    envelope,
    fault,
    person,
    proof,
)
from tests.gateway.edge.test_any_bytes import statuses
from tests.platform import client
from tests.platform.client import Headers, exchange, message
from tests.platform.speaking import Besides, account, grant, speaking

SAMPLE = {
    "SoDinhDanh": "001099000001",
    "HoVaTen": "NGUYỄN VĂN VÍ DỤ",
    "NgayThangNamSinh": "1999-01-01",
}
GOOD = envelope((*LEADING, *person(SAMPLE)))


@pytest.mark.parametrize(
    ("children", "says"),
    [
        ((), "/*[1]: expected MaYeuCau, found nothing"),
        ((*LEADING, *person(SAMPLE)[::-1]), "expected SoDinhDanh or SoCMND"),
        (
            (*LEADING, ("SoDinhDanh", "999999999999"), *person(SAMPLE)[1:]),
            f"/Envelope/Body/{LOOKUP}/SoDinhDanh: format (vn-identity-number)",
        ),
        (
            (*LEADING, person(SAMPLE)[0], ("HoVaTen", "A" * 101), person(SAMPLE)[2]),
            f"/Envelope/Body/{LOOKUP}/HoVaTen: maxLength (100)",
        ),
        (
            (*LEADING, *person(SAMPLE)[:2], ("NgayThangNamSinh", [("Nam", "0000")])),
            f"/Envelope/Body/{LOOKUP}/NgayThangNamSinh: format (date-or-year)",
        ),
    ],
)
def test_a_wrong_element_is_named_by_its_path(
    c06_port: int, children: Sequence[Child], says: str
) -> None:
    refused = fault(call(c06_port, envelope(children)))

    assert (refused.status, refused.whose, refused.code) == (500, "Client", "schema_violation")
    assert says in refused.text


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", (), 500, "bad_request"),
        (GOOD[:-1], (), 500, "bad_request"),
        (GOOD, [("Content-Type", "application/json")], 415, "invalid_content_type"),
        (GOOD, [("Content-Encoding", "gzip")], 500, "bad_request"),
        (GOOD + b" " * MAX_BYTES, (), 413, "body_too_large"),
    ],
)
def test_what_is_wrong_with_the_call_has_its_own_code(
    c06_port: int, body: bytes, headers: Headers, status: int, code: str
) -> None:
    given = {"Content-Type": "application/xml", **proof(), **{k: str(v) for k, v in headers}}

    refused = fault(exchange(c06_port, message(body, path="/dancu", headers=given.items())))

    assert (refused.status, refused.whose, refused.code) == (status, "Client", code)


def test_a_fault_is_in_the_callers_language(c06_port: int) -> None:
    refused = fault(call(c06_port, envelope(()), more=[("Accept-Language", "vi")]))

    assert refused.text.startswith("Nội dung không khớp lược đồ")


def test_a_registry_that_fails_is_the_servers_fault(c06_port: int, registries: Registries) -> None:
    with registries.faults.during(Rule(fault=Fault.parse("empty_body"))):
        failed = fault(call(c06_port, GOOD))

    assert (failed.status, failed.whose, failed.code) == (500, "Server", "service_failed")


class Silent:
    """An adapter from outside that says nothing in the registry's own words."""

    subsystem = "VN/GOV/G01/dancu"

    async def answer(self, call: Call) -> Answer:
        return Answer(body={}, found=False)


@pytest.mark.parametrize(
    ("adapter", "status", "code"),
    [(None, 503, "provider_unavailable"), (Silent(), 500, "invalid_answer")],
)
def test_without_the_registrys_own_words_there_is_no_answer(
    tmp_path: Path, adapter: Silent | None, status: int, code: str
) -> None:
    with speaking(tmp_path, {}, ["c06"], Besides(adapter=adapter)) as ports:
        grant(tmp_path, account("c06", USER, SECRET, CLIENT))
        answer = call(ports["c06"], GOOD)

    failed = fault(answer)
    assert (failed.status, failed.whose, failed.code) == (status, "Server", code)
    assert ("retry-after" in answer.headers) is (status == 503)


def test_where_nobody_has_the_population_database_nobody_is_asked(tmp_path: Path) -> None:
    network = tmp_path / "network.toml"
    text = DEFAULT_NETWORK.read_text("utf-8").replace('registry = "dancu"\n', "")
    network.write_text(text, "utf-8")
    with speaking(tmp_path / "state", {}, ["c06"], Besides(network=network)) as ports:
        grant(tmp_path / "state", account("c06", USER, SECRET, CLIENT))

        refused = fault(call(ports["c06"], GOOD))

    assert (refused.status, refused.code) == (500, "unknown_service")


shared = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
markup = st.text(alphabet="<>/&;!?-[]=\"' :aeq\0é", max_size=80).map(str.encode)


def documented(answer: client.Answer) -> None:
    """A Fault that the caller can mend; of what is not even HTTP a problem document says so."""
    if answer.headers["content-type"] == "application/json":
        assert "it is not valid HTTP/1.1" in answer.problem["message"]
        return
    refused = fault(answer)
    assert refused.code in statuses()
    assert refused.code != "internal_error"
    assert refused.whose == "Client"


@shared
@given(body=st.binary(max_size=1000) | markup)
def test_any_body_gets_a_documented_fault(c06_port: int, body: bytes) -> None:
    documented(call(c06_port, body))


@shared
@given(place=st.integers(0, len(GOOD) - 1), noise=st.binary(max_size=12) | markup)
def test_a_good_request_with_noise_is_answered_or_gets_a_documented_fault(
    c06_port: int, place: int, noise: bytes
) -> None:
    answer = call(c06_port, GOOD[:place] + noise + GOOD[place + len(noise) :])

    if answer.status != 200:
        documented(answer)


@shared
@given(value=st.binary(max_size=100).filter(lambda data: not set(data) & set(b"\r\n\0")))
@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Timestamp", "X-Road-Client", "Content-Type", "Accept-Language"),
        *("Prefer", "Expect", "Host", "traceparent", "tracestate", "X-Anything"),
    ],
)
def test_any_header_gets_a_documented_fault(c06_port: int, name: str, value: bytes) -> None:
    others = {"Content-Type": "text/xml", **proof()}
    others.pop(name, None)
    headers: list[tuple[str, str | bytes]] = [*others.items(), (name, value)]

    answer = exchange(c06_port, message(GOOD, path="/dancu", headers=headers))

    if answer.status != 200:
        documented(answer)


@shared
@given(target=st.binary(max_size=60).filter(lambda data: not set(data) & set(b"\r\n ")))
def test_any_path_gets_a_documented_fault(c06_port: int, target: bytes) -> None:
    headers = {"Content-Type": "text/xml", **proof()}.items()

    documented(exchange(c06_port, message(GOOD, path=b"/" + target, headers=headers)))
