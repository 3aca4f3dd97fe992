"""Accounts of other dialects: whose they are, kept as digests, good until they expire or are revoked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.applications import AccountDialect, Application, Applications, digest, kept, new_key
from gateway.authority import DAY_MS
from gateway.errors import StateError
from gateway.message import SubsystemId

NOW = 1_795_330_800_000
SECRET = "bí mật"


def account(key: str = "k", dialect: AccountDialect = "wso2", secret: str = SECRET) -> Application:
    return Application(
        dialect=dialect,
        key=key,
        secret=kept(dialect, secret),
        client=SubsystemId.parse("VN/GOV/H29/motcua"),
        name="motcua",
        per_minute=60,
        issued_ms=NOW,
        expires_ms=NOW + DAY_MS,
        officers={"cb01": digest("mk")},
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "applications.json"


@pytest.fixture
def applications(file: Path) -> Applications:
    return Applications(file)


def test_an_account_is_found_by_its_dialect_and_key(applications: Applications) -> None:
    ours, theirs = account(), account(dialect="lgsp")
    applications.issue(ours, NOW)
    applications.issue(theirs, NOW)

    assert applications.find("wso2", "k") == ours
    assert applications.find("lgsp", "k") == theirs
    assert applications.find("c06", "k") is None
    assert applications.list() == [ours, theirs]


@pytest.mark.parametrize(
    ("key", "secret", "now_ms", "good"),
    [
        ("k", SECRET, NOW, True),
        ("k", SECRET, NOW + DAY_MS - 1, True),
        ("k", SECRET, NOW + DAY_MS, False),
        ("k", "bí mật ", NOW, False),
        ("k", "", NOW, False),
        ("", SECRET, NOW, False),
        ("x", SECRET, NOW, False),
        ("x", "0" * 64, NOW, False),
        ("k", "\udcff", NOW, False),
    ],
)
def test_it_is_proven_by_its_secret_until_it_expires(
    applications: Applications, key: str, secret: str, now_ms: int, good: bool
) -> None:
    applications.issue(account(), NOW)

    assert (applications.proven("wso2", key, secret, now_ms) is not None) == good


def test_the_file_is_for_its_owner_and_holds_no_secret(
    applications: Applications, file: Path
) -> None:
    applications.issue(account(secret="geheim"), NOW)

    assert "geheim" not in file.read_text("ascii")
    assert "geheim" not in repr(applications.list())
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_goes_into_a_hash_is_kept_itself(applications: Applications) -> None:
    applications.issue(account(dialect="c06", secret="geheim"), NOW)

    found = applications.find("c06", "k")

    assert found is not None
    assert found.secret == "geheim"
    assert "geheim" not in repr(found)


def test_a_revoked_account_is_refused_by_who_read_it_before(
    applications: Applications, file: Path
) -> None:
    applications.issue(account(), NOW)
    applications.issue(account("other"), NOW)
    reader = Applications(file)
    assert reader.proven("wso2", "k", SECRET, NOW) is not None

    applications.revoke("k")

    assert reader.proven("wso2", "k", SECRET, NOW) is None
    assert reader.proven("wso2", "other", SECRET, NOW) is not None


def test_a_key_is_revoked_in_every_dialect_or_in_one(applications: Applications) -> None:
    for dialect in ("wso2", "lgsp"):
        applications.issue(account(dialect=dialect), NOW)

    (one,) = applications.revoke("k", "lgsp")

    assert (one.dialect, one.revoked) == ("lgsp", True)
    assert [each.dialect for each in applications.good("wso2", NOW)] == ["wso2"]
    assert len(applications.revoke("k")) == 2
    assert applications.good("wso2", NOW) == []


def test_a_key_is_not_given_twice_unless_it_was_revoked(applications: Applications) -> None:
    applications.issue(account(), NOW)
    with pytest.raises(StateError, match="there is an account 'k' of wso2 already"):
        applications.issue(account(), NOW)

    applications.revoke("k")
    anew = replace(account(), issued_ms=NOW + 1)
    applications.issue(anew, NOW + 1)

    assert applications.list() == [anew]


def test_what_has_expired_is_forgotten_when_another_is_issued(applications: Applications) -> None:
    applications.issue(account(), NOW)
    later = replace(account("later"), expires_ms=NOW + 3 * DAY_MS)

    applications.issue(later, NOW + DAY_MS)

    assert applications.list() == [later]


def test_a_key_that_nobody_has_is_not_revoked(applications: Applications) -> None:
    with pytest.raises(StateError, match="no account has the key 'x'"):
        applications.revoke("x")


@pytest.mark.parametrize(
    "text", [b"", b"[]", b'{"applications": [{}]}', b'{"applications": [1]}', b"\xff"]
)
def test_a_file_that_is_none_of_ours_lets_nobody_in(
    applications: Applications, file: Path, text: bytes
) -> None:
    applications.issue(account(), NOW)
    file.write_bytes(text)

    assert applications.find("wso2", "k") is None
    with pytest.raises(StateError, match="holds no accounts"):
        applications.list()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dialect", "r1"),
        ("key", 1),
        ("client", "x"),
        ("key_type", "TEST"),
        ("per_minute", "60"),
        ("expires_ms", "1"),
        ("expires_ms", True),
        ("revoked", 0),
        ("officers", []),
        ("officers", {"cb01": 1}),
        ("more", 1),
    ],
)
def test_an_account_with_a_wrong_member_lets_nobody_in(
    applications: Applications, file: Path, name: str, value: object
) -> None:
    applications.issue(account(), NOW)
    document = json.loads(file.read_bytes())
    document["applications"][0][name] = value
    file.write_text(json.dumps(document), "ascii")

    assert applications.find("wso2", "k") is None


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(len(key) == 28 and key.isascii() and key.isalnum() for key in keys)
