"""Who calls in the adapter form, and what the platform refuses: as in r1, never with a value."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.applications import Applications
from gateway.state import State
from ndxp.registries import Registries
from tests.gateway.edge.origin import Origin
from tests.gateway.edge.test_any_bytes import statuses
from tests.gateway.edge.vdxp.asking import (
    DANCU,
    DKDN,
    FORWARD,
    JSON,
    STORE,
    WHO,
    ask,
    query_of,
    url,
)
from tests.platform.client import CLIENT, exchange, message
from tests.platform.speaking import account, grant, speaking

DETAILS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
LGSP = "VN/GOV/G14/lgsp"


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/", 404, "unknown_service"),
        ("/XrdAdapter/RestService/forwardx?dstcode=" + DKDN, 404, "unknown_service"),
        ("/r1/VN/GOV/G05/dkdn/chiTietDoanhNghiep", 404, "unknown_service"),
        (f"{FORWARD}/tep", 400, "bad_request"),
        (f"{FORWARD}/tep?dstcode=VN/GOV/G05/dkdn", 400, "bad_request"),
        (f"{FORWARD}/tep?dstcode=VN:GOV:G05", 400, "bad_request"),
        (f"{FORWARD}/tep?dstcode=%FF", 400, "bad_request"),
        (f"{FORWARD}/tep?dstcode={STORE}&dstcode={STORE}", 400, "bad_request"),
        (f"{FORWARD}/tep?dstcode={STORE}&providerurl=http%3A%2F%2F%5Bx", 400, "bad_request"),
        (f"{FORWARD}?dstcode={STORE}", 400, "bad_request"),
        (f"{FORWARD}/%2E%2F?dstcode={STORE}", 400, "bad_request"),
        (url("/khongCo", STORE), 404, "unknown_service"),
        (url("/tep", "VN:GOV:X99:la"), 404, "unknown_service"),
        # Another registry's path, which is no code of this one.
        (url(DETAILS, DANCU), 404, "unknown_service"),
        (url("/chiTietDoanhNghiep", DKDN), 405, "invalid_http_method"),
        (url("/chiTietDoanhNghiep/x", DKDN), 404, "unknown_service"),
    ],
)
def test_a_url_of_another_form_is_refused(
    vdxp_port: int, target: str, status: int, code: str
) -> None:
    answer = ask(vdxp_port, target)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize(
    "behind", ["/apiCSDLDKDN/1.0/chiTietDoanhNghip", "/1.0/chiTietDoanhNghiep"]
)
def test_a_misspelt_path_is_recognised(vdxp_port: int, behind: str) -> None:
    answer = ask(vdxp_port, url(behind, DKDN))

    assert (answer.status, answer.code) == (404, "unknown_service")
    assert f"The closest are {DETAILS}" in answer.problem["message"]


def test_a_registrys_own_operation_has_one_method(vdxp_port: int) -> None:
    answer = ask(vdxp_port, url(DETAILS, DKDN), method="DELETE")

    assert (answer.status, answer.headers["allow"]) == (405, "GET")


def test_a_client_has_its_own_rights(vdxp_port: int) -> None:
    body = b'{"SoDinhDanh":"001099000001","HoVaTen":"A","NgayThangNamSinh":"1999"}'
    headers = (("X-Road-Client", LGSP), JSON)

    answer = ask(
        vdxp_port, url("/TraCuuThongTinCongDan", DANCU), body, method="POST", headers=headers
    )

    assert (answer.status, answer.code) == (403, "access_denied")


@pytest.fixture
def adapter(vdxp_state: Path) -> Iterator[Applications]:
    """The accounts of the node: none at the beginning, none at the end."""
    accounts = Applications(State(folder=vdxp_state).applications)
    yield accounts
    for each in accounts.list():
        accounts.revoke(each.key)


@pytest.mark.parametrize(
    ("clients", "status"),
    [([], 401), ([CLIENT], 200), ([CLIENT, CLIENT], 200), ([CLIENT, LGSP], 401)],
)
def test_without_a_client_the_adapters_own_member_calls(
    vdxp_port: int,
    vdxp_state: Path,
    adapter: Applications,
    origin: Origin,
    clients: Sequence[str],
    status: int,
) -> None:
    accounts = [account("vdxp", f"bo-{n}", "x", client) for n, client in enumerate(clients)]
    grant(vdxp_state, *accounts)

    answer = ask(vdxp_port, url("/tep", STORE), headers=())

    assert answer.status == status
    if status == 200:
        assert answer.headers["x-road-client"] == CLIENT
    else:
        assert "X-Road-Client is missing" in answer.problem["message"]


def test_an_account_of_nobody_is_refused(
    vdxp_port: int, vdxp_state: Path, adapter: Applications
) -> None:
    grant(vdxp_state, account("vdxp", "la", "x", "VN/GOV/X99/la"))

    answer = ask(vdxp_port, url("/tep", STORE), headers=())

    assert (answer.status, answer.code) == (403, "unknown_member")


def test_a_page_of_another_host_is_not_the_adapters_member(
    vdxp_port: int, vdxp_state: Path, adapter: Applications
) -> None:
    grant(vdxp_state, account("vdxp", "bo-khac", "x", CLIENT))
    head = f"GET {url('/tep', STORE)} HTTP/1.1\r\nHost: trang.example\r\n\r\n"

    answer = exchange(vdxp_port, head.encode())

    assert (answer.status, answer.code) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (("Sec-Fetch-Site", "cross-site"), 401),
        (("Sec-Fetch-Site", "same-site"), 401),
        (("Origin", "http://trang.example"), 401),
        (("Sec-Fetch-Site", "none"), 200),  # somebody typed the URL
    ],
)
def test_a_page_that_somebody_has_open_is_not_the_adapters_member(
    vdxp_port: int,
    vdxp_state: Path,
    adapter: Applications,
    origin: Origin,
    header: tuple[str, str],
    status: int,
) -> None:
    grant(vdxp_state, account("vdxp", "bo-trang", "x", CLIENT))

    answer = ask(vdxp_port, url("/tep", STORE), headers=(header,))

    assert answer.status == status
    assert status == 200 or answer.code == "unauthenticated"


def test_what_stands_in_a_url_is_in_no_line(tmp_path: Path, registries: Registries) -> None:
    (sample,) = registries.sample("dkdn", 1, 5, "chiTietDoanhNghiep")
    number = str(sample["MaSoDoanhNghiep"])
    targets = [
        url(DETAILS, DKDN, query=query_of({"msdn": number})),
        url(DETAILS, DKDN, f"http://x/{number}", query_of({"msdn": number})),
        url(DETAILS, DKDN, query=query_of({"masodn": number})),
        url(f"/{number}", DKDN),
        url("/chiTietDoanhNghiep", f"VN:GOV:G05:{number}"),
        url(DETAILS, number),
    ]

    with (
        structlog.testing.capture_logs() as lines,
        speaking(tmp_path, registries.wires(), ["vdxp"]) as ports,
    ):
        told = [ask(ports["vdxp"], target) for target in targets]
        told.append(exchange(ports["r1"], message(b"", method="GET", path="/metrics", headers=())))

    assert told[0].status == 200
    assert len(lines) > 3
    assert number not in str(lines)
    assert not [answer for answer in told[1:] if number in answer.everything]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and _holds(path, number)]


def _holds(path: Path, number: str) -> bool:
    return number.encode() in path.read_bytes()


shared = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
raw = st.binary(max_size=80).filter(lambda data: not set(data) & set(b"\r\n "))


@shared
@given(rest=raw, body=st.binary(max_size=100))
@pytest.mark.parametrize(
    "place",
    [
        FORWARD + "%s",
        FORWARD + "/%s?dstcode=" + DKDN,
        FORWARD + "/x?dstcode=%s",
        FORWARD + DETAILS + "?%s&dstcode=" + DKDN,
        FORWARD + "/x?providerurl=%s&dstcode=" + DKDN,
    ],
)
def test_any_url_is_at_most_the_callers_mistake(
    vdxp_port: int, place: str, rest: bytes, body: bytes
) -> None:
    target = place.encode().replace(b"%s", rest)

    answer = exchange(vdxp_port, message(body, method="GET", path=target, headers=WHO))

    if answer.status == 200:
        assert answer.json()["Status"] in (0, 1)
    else:
        assert 400 <= answer.status < 500
        assert statuses()[answer.code] == answer.status
