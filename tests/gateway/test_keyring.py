import hashlib
from dataclasses import replace

import pytest

from gateway.errors import CannotSealError
from gateway.jws import Signer
from gateway.keyring import Keyring
from tests.gateway.members import DAY_MS, ManualClock, Members

OWNER = "VN/GOV/H29"


@pytest.fixture
def newer(members: Members) -> Signer:
    """A second key of the owner, in force a minute from now."""
    signer = members.join(OWNER)
    begins = members.clock.ms + 60_000
    members.certificates[signer.kid] = replace(
        members.certificates[signer.kid], not_before_ms=begins
    )
    return signer


def keyring(members: Members, *signers: Signer) -> Keyring:
    return Keyring(members.directory, signers)


def test_the_old_key_signs_until_the_new_one_is_in_force(
    members: Members, clock: ManualClock, newer: Signer
) -> None:
    old = members.signers[OWNER]
    keys = keyring(members, old, newer)

    assert keys.signer(OWNER, clock.ms + 59_999) is old
    assert keys.signer(OWNER, clock.ms + 60_000) is newer


def test_a_revoked_key_does_not_sign(members: Members, clock: ManualClock, newer: Signer) -> None:
    old = members.signers[OWNER]
    members.certificates[old.kid] = replace(members.certificates[old.kid], revoked=True)
    keys = keyring(members, newer, old)

    with pytest.raises(CannotSealError):
        keys.signer(OWNER, clock.ms)
    assert keys.signer(OWNER, clock.ms + 60_000) is newer


def test_an_expired_key_does_not_sign(members: Members, clock: ManualClock) -> None:
    keys = keyring(members, members.signers[OWNER])

    assert keys.signer(OWNER, clock.ms + 10 * DAY_MS) is members.signers[OWNER]
    with pytest.raises(CannotSealError):
        keys.signer(OWNER, clock.ms + 10 * DAY_MS + 1)


def test_a_key_that_is_not_listed_does_not_sign(members: Members, clock: ManualClock) -> None:
    unlisted = replace(members.signers[OWNER], kid=hashlib.sha256().hexdigest())

    with pytest.raises(CannotSealError):
        keyring(members, unlisted).signer(OWNER, clock.ms)


def test_nobody_signs_with_anothers_key(members: Members, clock: ManualClock) -> None:
    keys = keyring(members, members.signers["VN/GOV/G01"])

    with pytest.raises(CannotSealError):
        keys.signer(OWNER, clock.ms)
