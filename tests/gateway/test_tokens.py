"""Bearer tokens: shown once, kept as digests, good until they expire or are revoked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.authority import DAY_MS
from gateway.errors import StateError
from gateway.message import ServiceId, SubsystemId
from gateway.tokens import Tokens, holds_token

CLIENT = SubsystemId.parse("VN/GOV/H29/motcua")
SERVICE = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
NOW = 1_795_330_800_000
_NEAR = st.text("0123456789abcdef", max_size=3) | st.text(max_size=3)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "tokens.json")


def test_a_token_is_found_by_its_text(tokens: Tokens) -> None:
    token, text = tokens.issue(CLIENT, [SERVICE], NOW, DAY_MS)

    assert tokens.find(text, NOW) == token
    assert (token.client, token.services) == (CLIENT, frozenset([SERVICE]))
    assert tokens.list() == [token]


def test_it_is_good_until_it_expires_and_not_a_moment_longer(tokens: Tokens) -> None:
    _, text = tokens.issue(CLIENT, [], NOW, DAY_MS)

    assert tokens.find(text, NOW + DAY_MS - 1) is not None
    assert tokens.find(text, NOW + DAY_MS) is None


def test_the_file_holds_no_secret_and_is_for_its_owner_only(tokens: Tokens, tmp_path: Path) -> None:
    _, text = tokens.issue(CLIENT, [], NOW, DAY_MS)
    file = tmp_path / "tokens.json"

    assert text.rpartition("_")[2] not in file.read_text("ascii")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_revoked_token_is_refused_by_who_read_it_before(tokens: Tokens, tmp_path: Path) -> None:
    kept, lost = (tokens.issue(CLIENT, [], NOW, DAY_MS) for _ in range(2))
    reader = Tokens(tmp_path / "tokens.json")
    assert reader.find(lost[1], NOW) == lost[0]

    tokens.revoke(lost[0].id)

    assert reader.find(lost[1], NOW) is None
    assert reader.find(kept[1], NOW) == kept[0]
    assert [each.revoked for each in reader.list()] == [False, True]


def test_a_token_that_comes_later_is_found_by_who_read_before(
    tokens: Tokens, tmp_path: Path
) -> None:
    reader = Tokens(tmp_path / "tokens.json")
    assert reader.find("ndxp_", NOW) is None

    _, text = tokens.issue(CLIENT, [], NOW, DAY_MS)

    assert reader.find(text, NOW) is not None


def test_what_has_expired_is_forgotten_when_another_is_issued(tokens: Tokens) -> None:
    tokens.issue(CLIENT, [], NOW, DAY_MS)
    later, _ = tokens.issue(CLIENT, [], NOW + DAY_MS, DAY_MS)

    assert tokens.list() == [later]


def test_an_id_that_nobody_has_is_not_revoked(tokens: Tokens) -> None:
    with pytest.raises(StateError, match="no token has the id 'x'"):
        tokens.revoke("x")


@pytest.mark.parametrize("text", [b"", b"[]", b'{"tokens": [{}]}', b'{"tokens": [1]}', b"\xff"])
def test_a_file_that_is_none_of_ours_lets_nobody_in(
    tokens: Tokens, tmp_path: Path, text: bytes
) -> None:
    _, token = tokens.issue(CLIENT, [], NOW, DAY_MS)
    (tmp_path / "tokens.json").write_bytes(text)

    assert tokens.find(token, NOW) is None
    with pytest.raises(StateError, match="holds no tokens"):
        tokens.list()


@pytest.mark.parametrize(
    ("name", "value"),
    [("client", "x"), ("services", {}), ("services", ["x"]), ("expires_ms", "1"), ("revoked", 0)],
)
def test_a_token_with_a_wrong_member_lets_nobody_in(
    tokens: Tokens, tmp_path: Path, name: str, value: object
) -> None:
    _, token = tokens.issue(CLIENT, [], NOW, DAY_MS)
    file = tmp_path / "tokens.json"
    kept = json.loads(file.read_bytes())
    kept["tokens"][0][name] = value
    file.write_text(json.dumps(kept), "ascii")

    assert tokens.find(token, NOW) is None


def test_the_id_of_one_with_the_secret_of_another_is_no_token(tokens: Tokens) -> None:
    (_, ours), (_, theirs) = (tokens.issue(CLIENT, [], NOW, DAY_MS) for _ in range(2))
    secret = theirs.rpartition("_")[2]

    assert tokens.find(f"{ours.rpartition('_')[0]}_{secret}", NOW) is None


@given(data=st.data())
def test_no_other_text_is_taken_for_a_token(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tokens = Tokens(tmp_path_factory.getbasetemp() / "near.json")
    _, text = tokens.issue(CLIENT, [], NOW, DAY_MS)
    position = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 3))
    other = text[:position] + data.draw(_NEAR) + text[position + length :]

    found = tokens.find(other, NOW)

    assert (found is not None) == (other == text)


def test_a_header_with_a_token_in_it_is_known_whatever_stands_around_it() -> None:
    text = f"ndxp_{'0' * 12}_{'a' * 64}"

    assert all(map(holds_token, (text, f"Bearer  {text}", f"Basic {text}x")))
    assert not any(map(holds_token, ("Bearer of-the-provider", text[:-1], text.upper())))
