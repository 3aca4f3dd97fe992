from collections.abc import Callable
from pathlib import Path

import pytest

from ndxp.audit.verify import Verdict
from tests.audit.logs import append
from tests.gateway.ledger.simulator import NetworkSimulator

Verify = Callable[[], Verdict]


async def test_a_request_signed_by_another_member_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, network.request(signer="VN/GOV/G05"))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "belongs to somebody else" in verdict.fault


@pytest.mark.parametrize("signer", ["VN/GOV/H29", "VN/GOV/G05", "node:sim"])
async def test_an_answer_signed_by_anybody_but_the_provider_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, signer: str
) -> None:
    request = network.request()
    await append(log, network, request, network.response(request, signer=signer))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 13)


async def test_a_signature_of_an_unknown_key_is_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    await append(log, network, NetworkSimulator().request())

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "the signature is not good: bad_signature" in verdict.fault


@pytest.mark.parametrize("offset_ms", [-400 * 86_400_000, 400 * 86_400_000])
async def test_a_certificate_that_was_not_valid_is_named(
    log: Path, network: NetworkSimulator, verify: Verify, offset_ms: int
) -> None:
    issued = network.clock.ms + offset_ms
    await append(log, network, network.request(changed={"issuedAt": issued}))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 12)
    assert "not valid when this was signed" in verdict.fault


async def test_entries_of_another_node_are_named(
    log: Path, network: NetworkSimulator, verify: Verify
) -> None:
    other = network.signers["VN/GOV/G05"]
    network.signers["node:sim"] = other

    await append(log, network, network.refusal())

    assert (verify().ok, verify().first_bad) == (False, 12)
