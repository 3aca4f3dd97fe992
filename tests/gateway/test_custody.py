import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.custody import LEAD_MS, Custody, Held
from gateway.errors import StateError, TrustError
from gateway.issuing import KEY_KINDS, new_key
from gateway.state import State
from tests.gateway.members import DAY_MS, ManualClock
from tests.gateway.test_issuing import request

OWNER = "VN/GOV/H29"


@pytest.fixture
def custody(state: State, clock: ManualClock) -> Custody:
    return Custody(state, clock)


def held(custody: Custody, owner: str = OWNER) -> list[Held]:
    return [each for each in custody.list() if each.owner == owner]


def asked(kind: str, owner: str = OWNER) -> bytes:
    return request(new_key(kind), owner).public_bytes(Encoding.PEM)


def test_a_new_key_stands_beside_the_old_one_and_follows_it(
    custody: Custody, clock: ManualClock
) -> None:
    (old,) = held(custody)
    kid = custody.rotate(OWNER, "P-256")

    assert [(each.kid, each.standing) for each in held(custody)] == [
        (kid, "upcoming"),
        (old.kid, "active"),
    ]
    clock.ms += LEAD_MS
    assert [(each.kid, each.standing) for each in held(custody)] == [
        (kid, "active"),
        (old.kid, "superseded"),
    ]


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_a_key_of_each_kind_follows_at_once(custody: Custody, kind: str) -> None:
    kid = custody.rotate(OWNER, kind, lead_ms=0)

    assert next(each.key for each in held(custody) if each.kid == kid) == kind
    assert kid in custody._state.directory().certificates


def test_superseded_keys_retire_and_the_one_that_signs_stays(
    custody: Custody, state: State, clock: ManualClock
) -> None:
    (old,) = held(custody)
    kid = custody.rotate(OWNER, "P-256")
    assert custody.retire(OWNER) == []
    clock.ms += LEAD_MS

    assert custody.retire(OWNER) == [old.kid]

    assert [each.kid for each in held(custody)] == [kid]
    assert [signer.kid for signer in state.signers(OWNER)] == [kid]
    assert custody.rotate(OWNER, "P-256") not in (kid, old.kid)


def test_a_revoked_key_is_marked_and_named_by_its_beginning(
    custody: Custody, state: State, clock: ManualClock
) -> None:
    (old,) = held(custody)

    revoked = custody.revoke(old.kid[:12], clock.ms, "lost")

    assert revoked is not None
    assert (revoked.kid, revoked.owner) == (old.kid, OWNER)
    assert held(custody)[0].standing == "revoked"
    version = state.directory().version
    assert custody.revoke(old.kid, clock.ms, "lost again") is None
    assert state.directory().version == version


@pytest.mark.parametrize("kid", ["", "nobody"])
def test_what_names_no_certificate_is_not_revoked(custody: Custody, kid: str) -> None:
    with pytest.raises(StateError, match="ndxp trust list"):
        custody.revoke(kid, 0, "")


def test_nothing_is_revoked_from_tomorrow_on(custody: Custody, clock: ManualClock) -> None:
    with pytest.raises(StateError, match="has not come"):
        custody.revoke(held(custody)[0].kid, clock.ms + 1, "")


def test_the_nodes_own_key_is_neither_revoked_nor_rotated(custody: Custody) -> None:
    with pytest.raises(StateError, match="stands on this key"):
        custody.revoke(held(custody, "node:test")[0].kid, 0, "")
    with pytest.raises(StateError, match="cannot be rotated"):
        custody.rotate("node:test", "P-256")


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_after_a_request_the_node_has_no_key_of_that_member(
    custody: Custody, state: State, kind: str
) -> None:
    kid = custody.take_request(OWNER, asked(kind))

    assert [(each.kid, each.key, each.here) for each in held(custody)] == [(kid, kind, False)]
    assert state.signers(OWNER) == []
    with pytest.raises(StateError, match="keeps its own key"):
        custody.rotate(OWNER, "P-256")


def test_the_same_request_again_changes_nothing(custody: Custody, state: State) -> None:
    pem = asked("P-256")
    custody.take_request(OWNER, pem)
    version = state.directory().version

    assert custody.take_request(OWNER, pem) is None
    assert state.directory().version == version


def test_a_second_request_stands_beside_the_first(custody: Custody) -> None:
    first = custody.take_request(OWNER, asked("P-256"))
    second = custody.take_request(OWNER, asked("RSA-2048"))

    assert {each.kid for each in held(custody)} == {first, second}


def test_a_request_that_is_refused_changes_nothing(custody: Custody, state: State) -> None:
    with pytest.raises(TrustError):
        custody.take_request(OWNER, asked("P-256", "VN/GOV/G01"))

    assert state.directory().version == 1
    assert len(state.signers(OWNER)) == 1


@pytest.mark.parametrize("owner", ["VN/GOV/X99", "", "../../etc"])
def test_only_members_and_nodes_get_keys_for_signing(custody: Custody, owner: str) -> None:
    with pytest.raises(StateError, match="no member"):
        custody.issue(owner, "P-256")
    with pytest.raises(StateError, match="no member"):
        custody.take_request(owner, asked("P-256"))


def test_another_node_gets_a_certificate_for_ed25519_only(custody: Custody) -> None:
    with pytest.raises(StateError, match="Ed25519"):
        custody.take_request("node:other", asked("P-256", "node:other"))

    assert custody.take_request("node:other", asked("Ed25519", "node:other"))


def test_who_has_a_certificate_gets_no_second_first_one(custody: Custody) -> None:
    assert custody.issue(OWNER, "P-256") is None
    assert custody.issue("node:other", "Ed25519") is not None


def test_a_certificate_for_tls_lies_apart_with_its_key(custody: Custody, state: State) -> None:
    custody.issue_tls("localhost", ["127.0.0.1"])
    custody.issue_tls("VN/GOV/H29/motcua", [])

    assert state.directory().version == 1
    names = sorted(path.name for path in (state.folder / "tls").iterdir())
    assert names == [
        "VN.GOV.H29.motcua.crt",
        "VN.GOV.H29.motcua.key",
        "localhost.crt",
        "localhost.key",
    ]
    pem = state.tls_file("VN/GOV/H29/motcua").read_bytes()
    subsystem = x509.load_pem_x509_certificate(pem)
    with pytest.raises(x509.ExtensionNotFound):
        subsystem.extensions.get_extension_for_class(x509.SubjectAlternativeName)


def test_a_request_for_tls_leaves_no_key_here(custody: Custody, state: State) -> None:
    custody.issue_tls("example.vn", [], asked("P-256", "example.vn"))

    assert [path.name for path in (state.folder / "tls").iterdir()] == ["example.vn.crt"]


def test_what_ends_within_a_month_expires_soon(custody: Custody, clock: ManualClock) -> None:
    clock.ms += 800 * DAY_MS

    assert held(custody)[0].standing == "expires soon"


def test_without_the_authoritys_key_nobody_issues(state: State, clock: ManualClock) -> None:
    state.authority_key.unlink()

    with pytest.raises(StateError, match="holds no authority key"):
        Custody(state, clock)


def test_what_has_ended_is_expired(custody: Custody, clock: ManualClock) -> None:
    clock.ms += 826 * DAY_MS

    assert {each.standing for each in custody.list()} == {"expired"}


def test_a_beginning_that_several_kids_share_names_none(
    custody: Custody, clock: ManualClock
) -> None:
    def beginnings() -> list[str]:
        return [each.kid[0] for each in custody.list()]

    # 64 letters begin a kid: soon two begin with the same.
    while len(set(beginnings())) == len(custody.list()):
        custody.rotate(OWNER, "P-256", lead_ms=0)
    shared = max(beginnings(), key=beginnings().count)

    with pytest.raises(StateError, match="several certificates begin"):
        custody.revoke(shared, clock.ms, "")
