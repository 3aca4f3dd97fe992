"""The listener around the dialect: tokens, health, metrics, and where it may listen."""

import pytest

from gateway.edge.server import Listen
from gateway.errors import ConfigurationError
from tests.gateway.edge.conftest import Open
from tests.platform.client import Answer, exchange, message


def get(port: int, path: str) -> Answer:
    return exchange(port, message(b"", method="GET", path=path, headers=()))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "ndxp.example", ""])  # noqa: S104  nothing listens
def test_an_open_listener_without_a_token_is_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="NDXP_TOKEN"):
        Listen(host=host, port=8080, token="").check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_listener_needs_no_token(host: str) -> None:
    Listen(host=host, port=8080, token="").check()


def test_an_open_listener_with_a_token_is_allowed() -> None:
    Listen(host="0.0.0.0", port=8080, token="secret").check()  # noqa: S104  nothing listens


def test_a_call_without_the_token_is_refused(guarded: Open) -> None:
    answer = exchange(guarded("right-token"), message())

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "right-token" not in answer.everything


@pytest.mark.parametrize(
    "value",
    [
        "Bearer wrong-token",
        "Bearer",
        "Bearer ",
        "Basic right-token",
        "right-token",
        b"Bearer \xff\xfe",
    ],
)
def test_a_call_with_another_token_is_refused_without_an_echo(
    guarded: Open, value: str | bytes
) -> None:
    answer = exchange(guarded("right-token"), message(more=[("Authorization", value)]))

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert "wrong-token" not in answer.everything


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_call_with_the_token_gets_through(guarded: Open, scheme: str) -> None:
    answer = exchange(
        guarded("right-token"), message(more=[("Authorization", f"{scheme} right-token")])
    )

    assert answer.code == "schema_violation"


@pytest.mark.parametrize("path", ["/r1/nothing", "/elsewhere"])
def test_who_has_no_token_does_not_learn_what_there_is(guarded: Open, path: str) -> None:
    assert exchange(guarded("right-token"), message(path=path)).status == 401


def test_health_and_readiness_need_no_token(guarded: Open) -> None:
    port = guarded("right-token")

    assert get(port, "/healthz").json() == {"status": "ok"}
    assert get(port, "/readyz").json() == {"ready": True, "missing": []}


def test_metrics_count_calls_by_client_service_and_outcome(port: int) -> None:
    exchange(port, message())

    metrics = get(port, "/metrics")

    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert (
        'ndxp_exchanges_total{client="VN/GOV/H29/motcua",outcome="invalid",'
        'service="VN/GOV/G01/dancu/TraCuuThongTinCongDan"}' in metrics.body.decode()
    )


def test_metrics_hold_no_name_that_a_caller_made_up(port: int) -> None:
    exchange(port, message(path="/r1/VN/GOV/G01/dancu/MadeUp1"))
    exchange(port, message(headers=(("X-Road-Client", "VN/GOV/H29/MadeUp2"),)))

    assert "MadeUp" not in get(port, "/metrics").body.decode()
