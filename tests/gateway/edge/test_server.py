"""The listener around the dialect: tokens, health, metrics, and where it may listen."""

from dataclasses import replace

import pytest

from gateway.edge.listen import Listen
from gateway.errors import ConfigurationError
from gateway.network import Auth, Network, load_network
from ndxp.compose import DEFAULT_NETWORK
from tests.gateway.edge.conftest import Guarded
from tests.platform.client import Answer, exchange, message


def get(port: int, path: str) -> Answer:
    return exchange(port, message(b"", method="GET", path=path, headers=()))


SMALL = load_network(DEFAULT_NETWORK)


def asking(auth: Auth) -> Network:
    """The small network, whose subsystems all have to prove themselves like this."""
    subsystems = {each.id: replace(each, auth=auth) for each in SMALL.subsystems.values()}
    return replace(SMALL, subsystems=subsystems)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "ndxp.example", ""])  # noqa: S104  nothing listens
def test_who_proves_nothing_is_believed_on_loopback_only(host: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"VN/GOV/G01/dancu, .* and 2 more: give them auth"
    ):
        Listen(host=host, port=8080).check(asking("none"))


def test_a_single_subsystem_without_proof_keeps_a_listener_on_loopback() -> None:
    network = asking("token")
    first = next(iter(network.subsystems))
    lax = replace(network.subsystems[first], auth="none")

    with pytest.raises(ConfigurationError, match=f"call as {first}: give"):
        Listen(host="0.0.0.0", port=8080).check(  # noqa: S104  nothing listens
            replace(network, subsystems={**network.subsystems, first: lax})
        )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_loopback_nobody_has_to_prove_anything(host: str) -> None:
    Listen(host=host, port=8080).check(asking("none"))


@pytest.mark.parametrize("auth", ["mtls", "token"])
def test_a_listener_whose_clients_prove_themselves_is_open_to_all(auth: Auth) -> None:
    Listen(host="0.0.0.0", port=8080).check(asking(auth))  # noqa: S104  nothing listens


def test_a_call_without_a_token_is_refused(guarded: Guarded) -> None:
    answer = exchange(guarded.port, message())

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "value",
    [
        "Bearer wrong-token",
        "Bearer",
        "Bearer ",
        "Basic {token}",
        "{token}",
        "Bearer {token}0",
        "Bearer {wrong}",
        b"Bearer \xff\xfe",
    ],
)
def test_a_call_with_another_token_is_refused_without_an_echo(
    guarded: Guarded, value: str | bytes
) -> None:
    wrong = guarded.token[:-1] + ("0" if guarded.token[-1] != "0" else "1")
    if isinstance(value, str):
        value = value.format(token=guarded.token, wrong=wrong)

    answer = exchange(guarded.port, message(more=[("Authorization", value)]))

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert "wrong-token" not in answer.everything
    assert guarded.token[:17] not in answer.everything


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_call_with_its_token_gets_through(guarded: Guarded, scheme: str) -> None:
    answer = exchange(guarded.port, message(more=[("Authorization", f"{scheme} {guarded.token}")]))

    assert answer.code == "schema_violation"


def test_who_has_no_token_does_not_learn_what_there_is(guarded: Guarded) -> None:
    assert exchange(guarded.port, message(path="/r1/nothing")).status == 401


def test_health_and_readiness_need_no_token(guarded: Guarded) -> None:
    assert get(guarded.port, "/healthz").json() == {"status": "ok"}
    assert get(guarded.port, "/readyz").json() == {"ready": True, "missing": []}


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
