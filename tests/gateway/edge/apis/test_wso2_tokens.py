"""Tokens as WSO2 grants them: how they are asked for, how long they live, what ends them."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
import requests

from gateway.applications import Applications
from tests.gateway.edge.apis.calling import (
    AUTH,
    CLIENT,
    DETAILS,
    KEY,
    PATIENCE_S,
    SECRET,
    MovedClock,
    Wso2Client,
    token_call,
)
from tests.gateway.edge.apis.conftest import LIFETIME_S, Apis
from tests.platform.speaking import account, grant


def test_a_token_call_answers_as_wso2_does(apis: Apis) -> None:
    answer = token_call(apis.ports["wso2"], auth=AUTH)

    body = answer.json()
    assert list(body) == ["access_token", "scope", "token_type", "expires_in"]
    assert uuid.UUID(body["access_token"]).version == 4
    assert (body["scope"], body["token_type"]) == ("am_application_scope default", "Bearer")
    assert 0 <= body["expires_in"] <= LIFETIME_S
    assert answer.headers["Cache-Control"] == "no-store"


def test_key_and_secret_may_stand_in_the_form(apis: Apis) -> None:
    form = {"grant_type": "client_credentials", "client_id": KEY, "client_secret": SECRET}

    by_form = token_call(apis.ports["wso2"], data={**form, "scope": "any"}).json()
    by_header = token_call(apis.ports["wso2"], "/oauth2/token", auth=AUTH).json()

    assert by_form["access_token"] == by_header["access_token"]


def test_the_grant_type_may_stand_in_the_query(apis: Apis) -> None:
    path = "/token?grant_type=client_credentials"

    assert token_call(apis.ports["wso2"], path, data=b"", auth=AUTH).ok


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"auth": (KEY, "falsch")}, 401, "invalid_client"),
        ({"auth": ("nobody", SECRET.encode())}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
        ({"headers": {"Authorization": "Bearer x"}}, 401, "invalid_client"),
        ({"headers": {"Authorization": "Basic !"}}, 401, "invalid_client"),
        ({"data": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
        ({"data": {}}, 400, "invalid_request"),
        ({"data": "grant_type=client_credentials&grant_type=x"}, 400, "invalid_request"),
        ({"data": b'{"grant_type": "client_credentials"}'}, 400, "invalid_request"),
    ],
)
def test_a_wrong_token_call_is_told_in_oauths_words(
    apis: Apis, more: dict[str, Any], status: int, error: str
) -> None:
    answer = token_call(apis.ports["wso2"], **more)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]
    assert KEY not in answer.text


def test_who_is_unknown_and_whose_secret_is_wrong_hear_the_same(apis: Apis) -> None:
    wrong = token_call(apis.ports["wso2"], auth=(KEY, "falsch"))
    unknown = token_call(apis.ports["wso2"], auth=("nobody", "falsch"))

    assert wrong.content == unknown.content


def test_a_client_outlives_its_token(client: Wso2Client, clock: MovedClock, code: str) -> None:
    assert client.get(DETAILS, msdn=code).ok
    first = client.token

    clock.ahead_ms = (LIFETIME_S + 1) * 1000

    assert client.get(DETAILS, msdn=code).json()["Status"] == 1
    assert client.token != first
    assert client.token_calls == 2


def test_an_expired_token_is_inactive_and_a_strange_one_invalid(
    apis: Apis, client: Wso2Client, clock: MovedClock, code: str
) -> None:
    url, expired = f"{client.url}{DETAILS}?msdn={code}", client.token
    clock.ahead_ms = (LIFETIME_S + 1) * 1000
    codes = {}
    for name, headers in {
        "expired": {"Authorization": f"Bearer {expired}"},
        "strange": {"Authorization": f"Bearer {uuid.uuid4()}"},
        "missing": {},
        "basic": {"Authorization": "Basic eDp5"},
    }.items():
        answer = requests.get(url, headers=headers, timeout=PATIENCE_S)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("OAuth2 ")
        codes[name] = (answer.json()["fault"]["code"], answer.json()["fault"]["message"])

    assert codes == {
        "expired": (900904, "Access Token Inactive"),
        "strange": (900901, "Invalid Credentials"),
        "missing": (900902, "Missing Credentials"),
        "basic": (900902, "Missing Credentials"),
    }


def test_a_revoked_token_opens_nothing_and_the_next_one_does(
    client: Wso2Client, code: str, apis: Apis
) -> None:
    first = client.token
    form = {"token": first, "token_type_hint": "access_token"}

    revoked = token_call(apis.ports["wso2"], "/revoke", data=form, auth=client.auth)
    again = token_call(apis.ports["wso2"], "/oauth2/revoke", data={"token": "x"}, auth=client.auth)
    nothing = token_call(apis.ports["wso2"], "/revoke", data={}, auth=client.auth)

    assert (revoked.status_code, revoked.content, again.status_code) == (200, b"", 200)
    assert (nothing.status_code, nothing.json()["error"]) == (400, "invalid_request")
    assert client.get(DETAILS, msdn=code).ok
    assert client.token != first


def test_an_account_that_is_revoked_takes_its_tokens_along(apis: Apis, code: str) -> None:
    grant(apis.folder, account("wso2", "short-lived", "s", CLIENT))
    client = Wso2Client(apis.ports["wso2"], "short-lived", "s")
    assert client.get(DETAILS, msdn=code).ok
    bearer = {"Authorization": f"Bearer {client.token}"}

    Applications(apis.folder / "applications.json").revoke("short-lived")

    refused = requests.get(client.url + DETAILS, headers=bearer, timeout=PATIENCE_S)
    assert refused.json()["fault"]["code"] == 900904
    assert token_call(apis.ports["wso2"], auth=("short-lived", "s")).status_code == 401
    client.close()


def test_an_application_has_a_pair_of_keys_for_each_environment(apis: Apis, code: str) -> None:
    sandbox = replace(account("wso2", "sandbox", "s", CLIENT), key_type="SANDBOX")
    grant(apis.folder, sandbox)
    client = Wso2Client(apis.ports["wso2"], "sandbox", "s")

    assert client.get(DETAILS, msdn=code).json()["Status"] == 1
    client.close()
