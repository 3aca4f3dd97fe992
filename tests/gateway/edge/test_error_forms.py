"""An error in JSON or XML, and in the spelling that a node is told to use."""

import json
import re
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest

from gateway import errors
from gateway.config import ErrorProfile
from gateway.edge.problems import Manner, Refusal, problem_response, retold
from gateway.edge.profiles import SPELLINGS, spell
from gateway.errors import ExchangeError
from gateway.message import Response
from tests.gateway.edge.conftest import Open
from tests.gateway.edge.opaque import SERVICE, lines, say
from tests.gateway.edge.origin import Origin
from tests.gateway.members import ManualClock, Members
from tests.platform.client import CLIENT, Answer

JSON = "application/json"
TEXT = "text/xml;charset=utf-8"
XML = "application/xml;charset=utf-8"
PROFILES: tuple[ErrorProfile, ...] = ("spec", "x-road-7.7", "x-road-7.8")


def every(parent: type[ExchangeError] = ExchangeError) -> Iterable[type[ExchangeError]]:
    for child in parent.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from every(child)


def members_of(answer: Answer) -> dict[str, str]:
    """The three members of an error in XML, in order."""
    root = ElementTree.fromstring(answer.body)  # noqa: S314  our own words
    assert root.tag == "error"
    assert [child.tag for child in root] == ["type", "message", "detail"]
    return {child.tag: child.text or "" for child in root}


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ([], JSON),
        (["application/json"], JSON),
        (["*/*"], JSON),
        (["application/*"], JSON),
        (["application/pdf, image/png"], JSON),
        (["text/html"], JSON),
        (["application/xmlish"], JSON),
        (["text/xml"], TEXT),
        (["text/*"], TEXT),
        (["TEXT/XML"], TEXT),
        (["application/xml"], XML),
        (["application/xml;q=0.1, application/json"], XML),
        (["application/json, text/xml;q=0"], TEXT),
        (["application/xml, text/xml"], XML),
        (["text/*, application/xml"], TEXT),
        (["image/png", "application/xml"], XML),
        ([" , ;, text/xml ; charset=x"], TEXT),
    ],
)
def test_the_form_of_an_error_follows_accept(store_port: int, accept: list[str], form: str) -> None:
    headers = [f"Accept: {value}" for value in accept]

    answer = say(store_port, lines(path=f"{SERVICE}/%zz", headers=headers))

    assert answer.status == 400
    assert answer.headers["content-type"] == form
    assert answer.headers["x-road-error"] == "client.bad_request"
    told = answer.problem if form == JSON else members_of(answer)
    assert told["type"] == "client.bad_request"


def test_an_error_in_xml_speaks_vietnamese(store_port: int) -> None:
    headers = ["Accept: text/xml", "Accept-Language: vi"]

    told = members_of(say(store_port, lines(path="/r2/a", headers=headers)))

    assert "phiên bản" in told["message"]
    assert len(told["detail"]) == 36


def test_what_xml_cannot_hold_is_escaped_or_replaced() -> None:
    problem = (
        '{"type":"server.serverproxy.service_refused","message":"<&]]>\\u0000\\ud800","detail":""}'
    )
    request = Members(ManualClock()).request()
    response = Response(
        status=422,
        headers=(),
        body=problem.encode(),
        native=b"",
        outcome="invalid",
        code="service_refused",
    )

    answer = retold(request, response, Manner(profile="spec", media_type="text/xml"))

    assert isinstance(answer.body, bytes)
    told = ElementTree.fromstring(answer.body)  # noqa: S314  our own words
    assert told.findtext("message") == "<&]]>\ufffd\ufffd"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"type":"a"}', b'{"type":1,"message":2,"detail":3}']
)
def test_a_refusal_that_is_no_problem_is_told_as_one(body: bytes) -> None:
    request = Members(ManualClock()).request()
    response = Response(
        status=409, headers=(), body=body, native=b"", outcome="invalid", code="replayed_request"
    )

    answer = retold(request, response, Manner(profile="spec"))

    assert answer.status == 409
    assert answer.headers["X-Road-Error"] == "server.serverproxy.replayed_request"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    "kind", ["a\\r\\nX-Evil: 1", "client.unauthenticated", "\\ud800", "a" * 9000, ""]
)
def test_what_a_provider_writes_names_no_error_and_ends_no_header(
    kind: str, profile: ErrorProfile
) -> None:
    request = Members(ManualClock()).request()
    response = Response(
        status=409,
        headers=(),
        body=f'{{"type":"{kind}","message":"again \\ud800","detail":"\\u0000"}}'.encode(),
        native=b"",
        outcome="invalid",
        code="replayed_request",
    )

    answer = retold(request, response, Manner(profile=profile))

    named = spell(profile, "server.serverproxy.replayed_request", 409)
    assert (answer.headers["X-Road-Error"], answer.status) == named
    assert isinstance(answer.body, bytes)
    assert json.loads(answer.body) == {"type": named[0], "message": "again ?", "detail": "\0"}


def test_a_refusal_of_the_providers_side_is_in_the_callers_form(
    store_port: int, origin: Origin
) -> None:
    origin.says = b"nonsense\r\n\r\n"

    told = say(store_port, lines(headers=["Accept: application/xml"]))

    assert told.status == 502
    assert members_of(told)["type"] == "server.serverproxy.service_failed"
    assert told.headers["content-type"] == XML
    assert told.headers["x-road-client"] == CLIENT


DENIED = lines(client="VN/GOV/G14/lgsp")
CASES = {
    "unknown client": (lines(client="VN/GOV/H29/x"), 403, "server.clientproxy.unknown_member"),
    "denied": (DENIED, 403, "server.clientproxy.access_denied"),
    "unknown service": (lines(path=f"{SERVICE}x"), 404, "server.clientproxy.unknown_service"),
    "no client": (lines(client=""), 400, "client.missing_header_field"),
    "malformed URI": (lines(path="/r1/invalid"), 400, "client.bad_request"),
    "another version": (lines(path="/r2/a"), 400, "client.invalid_protocol_version"),
    "a bad method": (lines("PROPFIND"), 405, "client.invalid_http_method"),
    "a broken line": (b"GET\r\n\r\n", 400, "client.bad_request"),
    "a long URL": (lines(path="/" + "a" * 9000), 414, "client.uri_too_long"),
}
REAL = {
    "unknown client": ("server.clientproxy.unknown_member", "Server.ClientProxy.UnknownMember"),
    "denied": ("server.clientproxy.access_denied", "Server.ClientProxy.AccessDenied"),
    "unknown service": ("server.clientproxy.unknown_service", "Server.ClientProxy.UnknownService"),
    "no client": (
        "server.clientproxy.missing_header_field",
        "Server.ClientProxy.MissingHeaderField",
    ),
    "malformed URI": ("server.clientproxy.bad_request", "Server.ClientProxy.BadRequest"),
    "another version": (
        "server.clientproxy.invalid_protocol_version",
        "Server.ClientProxy.InvalidProtocolVersion",
    ),
    "a bad method": (
        "server.clientproxy.invalid_http_method",
        "Server.ClientProxy.InvalidHttpMethod",
    ),
    "a broken line": ("server.clientproxy.bad_request", "Server.ClientProxy.BadRequest"),
    "a long URL": ("client.uri_too_long", "Client.UriTooLong"),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_spells_its_errors(opened: Open, profile: ErrorProfile) -> None:
    port = opened(profile=profile)

    for name, (call, status, kind) in CASES.items():
        answer = say(port, call)
        if profile != "spec":
            kind = REAL[name][profile == "x-road-7.7"]  # noqa: PLW2901
            status = 500 if kind.lower().startswith("server.") else 400  # noqa: PLW2901
        assert (name, answer.status, answer.problem["type"]) == (name, status, kind)


def test_a_refusal_of_the_providers_side_is_spelt_like_the_others(
    opened: Open, origin: Origin
) -> None:
    port = opened(profile="x-road-7.7")
    origin.says = b"nonsense\r\n\r\n"

    answer = say(port, lines())

    assert (answer.status, answer.problem["type"]) == (500, "Server.ServerProxy.ServiceFailed")


@pytest.mark.parametrize("profile", PROFILES)
def test_a_providers_own_error_is_the_same_in_every_profile(
    opened: Open, origin: Origin, profile: ErrorProfile
) -> None:
    origin.say("404 Not Found", b"", b"theirs")

    answer = say(opened(profile=profile), lines())

    assert (answer.status, answer.body) == (404, b"theirs")
    assert "x-road-error" not in answer.headers


@pytest.mark.parametrize("error", list(every()), ids=lambda error: error.__name__)
def test_an_error_is_a_500_by_itself_only_where_x_road_has_it_so(
    error: type[ExchangeError],
) -> None:
    refusal = Refusal(error=error())

    ours = problem_response(refusal, Manner(profile="spec"))
    real = problem_response(refusal, Manner(profile="x-road-7.8"))

    assert ours.status == error.status
    assert ours.status != 500 or error is errors.InternalError
    assert real.status == (500 if real.headers["X-Road-Error"].startswith("server.") else 400)


@pytest.mark.parametrize("error", list(every()), ids=lambda error: error.__name__)
def test_two_spellings_are_the_same_words(error: type[ExchangeError]) -> None:
    kind = f"{error.place}.{error.code}"

    modern, _ = spell("x-road-7.8", kind, error.status)
    older, _ = spell("x-road-7.7", kind, error.status)

    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+", older.rpartition(".")[2])
    place = older.rpartition(".")[0].lower()
    assert place == modern.rpartition(".")[0]
    assert sorted(word.lower() for word in words) == sorted(modern.rpartition(".")[2].split("_"))
    assert spell("spec", kind, error.status) == (kind, error.status)


def test_every_code_that_has_another_spelling_is_one_of_ours() -> None:
    assert set(SPELLINGS) <= {error.code for error in every()}
