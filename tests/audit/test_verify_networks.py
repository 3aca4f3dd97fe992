"""A network entry counts only with the document that it names, and a node that this document lists."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.message import MAX_LEAF_BYTES
from ndxp.audit.verify import Verdict
from tests.audit.logs import append
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import NetworkSimulator

Change = Callable[..., None]
Verify = Callable[[], Verdict]


def replace_document(log: Path, number: int, document: object) -> None:
    """Put something else under the digest of the document that was written in this place."""
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("UPDATE documents SET document = ? WHERE rowid = ?", (document, number))


async def test_a_network_larger_than_a_leaf_is_logged_and_verifies(
    log: Path, network: NetworkSimulator
) -> None:
    document = network.document(2, note="ủy ban " * MAX_LEAF_BYTES)
    assert len(document) > 5 * MAX_LEAF_BYTES

    await append(log, network, network.network(2, document), network.refusal())

    check_log(log, network, 14)


async def test_every_version_that_the_log_ever_named_is_kept(
    log: Path, network: NetworkSimulator
) -> None:
    entries = [network.network(version) for version in (2, 3, 7)]

    await append(log, network, *entries)

    check_log(log, network, 15)
    with closing(sqlite3.connect(log)) as db:
        kept = [row[0] for row in db.execute("SELECT document FROM documents ORDER BY rowid")]
    assert kept[1:] == [entry.document for entry in entries]


async def test_a_missing_document_is_a_fault_of_the_entry_that_names_it(
    log: Path, network: NetworkSimulator, change: Change, verify: Verify
) -> None:
    await append(log, network, network.network(2))
    change("DELETE FROM documents WHERE rowid = 2")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert verdict.fault == "the network document that it names is missing"


async def test_every_changed_byte_of_a_document_is_found_at_its_entry(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    entry = network.network(2)
    await append(log, network, entry)
    document = entry.document or ""

    for at in range(0, len(document), 7):
        replace_document(log, 2, document[:at] + chr(ord(document[at]) ^ 1) + document[at + 1 :])
        verdict = verify()
        assert (verdict.ok, verdict.first_bad) == (False, 12), at

    replace_document(log, 2, document)
    assert verify().ok


@pytest.mark.parametrize("document", ["", b"", 7, b"\xff\xfe"], ids=repr)
async def test_a_document_of_another_form_is_found_at_its_entry(
    log: Path, network: NetworkSimulator, verify: Verify, document: object
) -> None:
    await append(log, network, network.network(2))
    replace_document(log, 2, document)

    assert (verify().ok, verify().first_bad) == (False, 12)


async def test_another_good_document_in_its_place_is_found(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.network(2))
    replace_document(log, 2, network.document(2, note="more rights"))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert verdict.fault == "the network document is not the one that it names"


async def test_a_document_of_another_authority_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    foreign = NetworkSimulator().document(2)
    await append(log, network, network.network(2, foreign))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "cannot be believed" in verdict.fault


@pytest.mark.parametrize("version", [0, 1])
async def test_a_document_that_is_not_newer_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, version: int
) -> None:
    document = network.document(version, note="put back")
    await append(log, network, network.network(version, document))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert verdict.fault == "the network document is not newer than the one before it"


async def test_an_entry_that_says_another_version_than_its_document_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.network(3, network.document(2)))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "another version than its entry says" in verdict.fault


@pytest.mark.parametrize("signer", ["VN/GOV/H29", "VN/GOV/G05"])
async def test_an_entry_that_a_member_signed_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, signer: str
) -> None:
    await append(log, network, network.network(2, signer=signer))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "belongs to somebody else" in verdict.fault


async def test_an_entry_that_another_node_signed_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    network.join("node:other", ec.generate_private_key(ec.SECP256R1()))
    await append(log, network, network.network(2), network.network(3, signer="node:other"))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 13)


async def test_an_entry_of_a_node_that_its_own_document_does_not_list_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.network(2))
    network.certificates.pop("kid of node:sim")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 0)
    assert "no certificate with this kid" in verdict.fault


async def test_a_certificate_that_was_not_valid_when_the_network_was_named_is_found(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    late = {"time": network.clock.ms + 400 * 86_400_000}
    await append(log, network, network.network(2, changed=late))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "not valid when this was signed" in verdict.fault


async def test_what_a_key_signed_before_it_was_revoked_is_still_believed(
    log: Path, network: NetworkSimulator
) -> None:
    document = network.document(2, revoked="kid of VN/GOV/H29")

    await append(log, network, network.request(), network.network(2, document), network.refusal())

    check_log(log, network, 15)


@pytest.mark.parametrize("age_ms", [0, 3_600_000])
async def test_what_a_revoked_key_signed_is_named_whatever_time_it_gives_itself(
    log: Path, network: NetworkSimulator, verify: Verify, age_ms: int
) -> None:
    document = network.document(2, revoked="kid of VN/GOV/H29")
    request = network.request(changed={"issuedAt": network.clock.ms - age_ms})
    await append(log, network, network.network(2, document), request)

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 13)
    assert "revoked" in verdict.fault


async def test_an_answer_under_a_key_that_was_revoked_meanwhile_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    document = network.document(2, revoked="kid of VN/GOV/G01")
    request = network.request()
    await append(log, network, request, network.network(2, document), network.response(request))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 14)
