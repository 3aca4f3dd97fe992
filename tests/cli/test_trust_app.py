"""`ndxp trust app`: accounts are issued, listed and revoked, and told once."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from gateway.applications import Applications, digest
from gateway.authority import DAY_MS
from gateway.clock import SystemClock
from gateway.edge.listen import Listen
from gateway.errors import ConfigurationError
from gateway.network import load_network
from gateway.state import State
from ndxp.cli import main
from ndxp.compose import DEFAULT_NETWORK, prepare_state

CLIENT = "VN/GOV/H29/motcua"
WSO2 = ("issue", CLIENT, "--dialect", "wso2")
LGSP = ("issue", CLIENT, "--dialect", "lgsp")


class App:
    """The command on one state folder."""

    def __init__(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        self._state = state
        self._capsys = capsys
        self.applications = Applications(state.applications)

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        """What it says and what it complains about."""
        self._capsys.readouterr()
        ended = main(["trust", "app", *words, "--state", str(self._state.folder)])
        said = self._capsys.readouterr()
        assert ended == code, said.err
        return said.out, said.err

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json")[0])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> State:
    state = State(folder=tmp_path_factory.mktemp("accounts"))
    prepare_state(state, None)
    return state


@pytest.fixture
def app(prepared: State, capsys: pytest.CaptureFixture[str]) -> App:
    prepared.applications.unlink(missing_ok=True)
    return App(prepared, capsys)


def test_key_and_secret_stand_alone_on_standard_output(app: App) -> None:
    out, err = app("issue", "VN/GOV/000.00.00.H29/motcua", "--dialect", "wso2")

    key, colon, secret = out.strip().partition(":")
    assert (len(key), colon, len(secret)) == (28, ":", 28)
    assert f"of {CLIENT} for wso2, good until" in err
    assert secret not in err
    now_ms = SystemClock().now_ms()
    found = app.applications.proven("wso2", key, secret, now_ms)
    assert found is not None
    assert (str(found.client), found.name, found.key_type) == (CLIENT, "motcua", "PRODUCTION")
    assert 364 * DAY_MS < found.expires_ms - now_ms <= 365 * DAY_MS


def test_a_client_keeps_its_key_and_secret(app: App, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("bí mật cũ\n", "utf-8")
    own = ("--key", "consumer_1", "--secret-file", str(file))

    told = app.json(*WSO2, *own, "--key-type", "SANDBOX", "--per-minute", "60", "--valid", "1")

    assert (told["credentials"], told["key_type"]) == ("consumer_1:bí mật cũ", "SANDBOX")
    assert (told["per_minute"], told["expires_ms"] - told["issued_ms"]) == (60, DAY_MS)
    found = app.applications.find("wso2", "consumer_1")
    assert found is not None
    assert found.secret == digest("bí mật cũ")


def test_an_lgspaccesstoken_is_told_whole_with_its_officers(app: App, tmp_path: Path) -> None:
    file = tmp_path / "officers"
    file.write_text("cb02:mật khẩu\n\n", "utf-8")

    out, _ = app(
        *(*LGSP, "--key", "rT7", "--name", "TPHCM", "--partner-code-cus", "x"),
        *("--officer", "cb01", "--officer-file", str(file)),
    )

    header, first, second = (base64.b64decode(line).decode() for line in out.split())
    members = json.loads(header)
    assert {**members, "SecretKey": ""} == {
        "AppName": "TPHCM",
        "AccessKey": "rT7",
        "SecretKey": "",
        "PartnerCode": "000.00.00.H29",
        "PartnerCodeCus": "x",
    }
    assert (first.startswith("cb01:"), second) == (True, "cb02:mật khẩu")
    found = app.applications.find("lgsp", "rT7")
    assert found is not None
    assert found.officers["cb02"] == digest("mật khẩu")


def test_the_secret_of_c06_is_kept_itself(app: App) -> None:
    told = app.json("issue", CLIENT, "--dialect", "c06", "--key", "user")

    found = app.applications.find("c06", "user")
    assert found is not None
    assert found.secret == told["secret"]


def test_accounts_are_listed_and_revoked_without_their_secrets(app: App) -> None:
    issued = app.json(*WSO2, "--key", "a")
    other = app.json(*LGSP, "--key", "a", "--officer", "cb01")
    secrets = {issued.pop("secret"), other.pop("secret"), *other.pop("AuthHash").values()}
    for each in (issued, other):
        del each["credentials"]
    issued.pop("AuthHash")

    assert app.json("list") == [issued, other]
    (revoked,) = app.json("revoke", "a", "--dialect", "wso2")
    assert revoked == {**issued, "standing": "revoked"}
    out, _ = app("revoke", "a")
    assert f"account a of {CLIENT} for lgsp counts no more" in out
    table, _ = app("list")
    assert table.count("revoked") == 2
    assert not any(secret in table for secret in secrets)


def test_a_revoked_key_may_be_issued_again(app: App) -> None:
    app(*WSO2, "--key", "a")
    _, err = app(*WSO2, "--key", "a", code=2)
    assert "there is an account 'a' of wso2 already" in err

    app("revoke", "a")
    app(*WSO2, "--key", "a")

    assert [each["standing"] for each in app.json("list")] == ["active"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("issue", "VN/GOV/H29/la", "--dialect", "wso2"), "is not in the network document"),
        (("issue", "motcua", "--dialect", "wso2"), "SUBSYSTEM: 'motcua' is"),
        ((*WSO2, "--key", "a:b"), "--key: takes"),
        ((*WSO2, "--key", ""), "--key: takes"),
        ((*WSO2, "--secret-file", "no-such-file"), "--secret-file: no-such-file cannot be read"),
        ((*WSO2, "--secret-file", "/dev/null"), "--secret-file: /dev/null holds more or less"),
        ((*WSO2, "--officer", "cb01"), "--officer: only with --dialect lgsp"),
        ((*LGSP, "--officer", "a:b"), "--officer: each has a name of its own"),
        ((*LGSP, "--officer", "a", "--officer", "a"), "--officer: each has a name of its own"),
        (("revoke", "x"), "no account has the key 'x'"),
    ],
)
def test_what_cannot_be_is_refused(app: App, words: tuple[str, ...], says: str) -> None:
    _, err = app(*words, code=2)

    assert says in err


def test_a_line_without_a_password_names_no_officer(app: App, tmp_path: Path) -> None:
    file = tmp_path / "officers"
    file.write_text("cb01\n", "utf-8")

    _, err = app(*LGSP, "--officer-file", str(file), code=2)

    assert "each has a name of its own" in err


@pytest.mark.parametrize("dialect", ["wso2", "lgsp", "c06"])
def test_secrets_do_not_pass_in_the_clear_beyond_this_machine(dialect: str) -> None:
    network = load_network(DEFAULT_NETWORK)
    place = Listen(host="0.0.0.0", port=0, dialect=dialect)  # noqa: S104  what is refused

    with pytest.raises(
        ConfigurationError, match=f"the secrets of {dialect} would pass in the clear"
    ):
        place.check(network)

    Listen(host="127.0.0.1", port=0, dialect=dialect).check(network)
