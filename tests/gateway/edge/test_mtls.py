"""Who may call with which certificate: real handshakes over real sockets."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import DAY_MS, Authority
from gateway.certificates import thumbprint
from gateway.custody import Custody
from gateway.edge.tls import Identity, Speakers, listener_context
from gateway.errors import ConfigurationError
from gateway.issuing import Subject, signing_certificate
from gateway.state import State
from tests.gateway.edge.secured import (
    CLIENT,
    CLOCK,
    OTHER,
    Secured,
    issued,
    issued_by_a_stranger,
    keep,
    network_file,
    pinned,
    prepared,
    private_key,
    publish,
    secured,
    self_signed,
)

GOOD = (200, "")
REFUSED = (401, "unauthenticated")
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> State:
    """A folder whose network no test changes."""
    return prepared(tmp_path_factory.mktemp("shared"))


@pytest.fixture
async def node(shared: State) -> AsyncIterator[Secured]:
    async with secured(shared) as running:
        yield running


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Secured]:
    """A node whose network a test may change."""
    async with secured(await asyncio.to_thread(prepared, tmp_path)) as running:
        yield running


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
@pytest.mark.parametrize("client", [CLIENT, "VN/GOV/000.00.00.H29/motcua"])
async def test_the_certificate_of_a_subsystem_speaks_for_it(
    node: Secured, client: str, version: ssl.TLSVersion
) -> None:
    context = node.context(issued(node.state))
    context.minimum_version = context.maximum_version = version

    assert await node.get(client=client, context=context) == GOOD


async def test_the_certificate_of_one_subsystem_cannot_speak_as_another(node: Secured) -> None:
    shown = issued(node.state, OTHER)

    assert await node.get(shown, client=OTHER) == GOOD
    assert await node.get(shown, client=CLIENT) == REFUSED


@pytest.mark.parametrize("owner", ["localhost", "VN/GOV/H29", "vn/gov/h29/motcua", "motcua"])
async def test_a_certificate_in_another_name_speaks_for_nobody(node: Secured, owner: str) -> None:
    shown = issued(node.state, owner)

    assert await node.get(shown) == REFUSED
    assert await node.get(shown, client="", path="/catalogue") == REFUSED


async def test_without_a_certificate_there_is_no_call(node: Secured) -> None:
    assert await node.get() == REFUSED
    assert await node.get(client="", path="/listClients") == REFUSED
    assert await node.get(client="VN/GOV/H29/la") == (403, "unknown_member")


async def test_any_certificate_of_a_subsystem_opens_the_doors(node: Secured) -> None:
    shown = issued(node.state)

    assert await node.get(shown, client="", path="/catalogue") == GOOD
    assert await node.get(shown, path="/monitoring/health") == GOOD
    assert await node.get(shown, client=OTHER, path="/monitoring/health") == REFUSED


async def test_health_needs_no_certificate(node: Secured) -> None:
    assert await node.get(client="", path="/healthz") == GOOD


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
async def test_what_the_authority_did_not_issue_ends_in_the_handshake(
    node: Secured, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    for shown in (issued_by_a_stranger(tmp_path), self_signed(tmp_path / "self.pem")):
        context = node.context(shown)
        context.minimum_version = context.maximum_version = version

        with pytest.raises(aiohttp.ClientError):
            await node.get(context=context)


@pytest.mark.parametrize("since_days", [900, -2], ids=["over", "not begun"])
async def test_a_certificate_out_of_its_time_ends_in_the_handshake(
    node: Secured, since_days: float
) -> None:
    with pytest.raises(aiohttp.ClientError):
        await node.get(issued(node.state, since_days=since_days))


async def test_a_connection_outlives_its_certificate_but_calls_no_more(node: Secured) -> None:
    shown = issued(node.state)
    speakers, network = Speakers(node.node.source.newest), node.node.source.newest.network
    client = next(each for each in network.subsystems.values() if str(each.id) == CLIENT)
    der, now_ms = shown.certificate.public_bytes(Encoding.DER), CLOCK.now_ms()

    assert speakers.speaks_for(der, client, now_ms)
    assert not speakers.speaks_for(der, client, now_ms + 900 * DAY_MS)
    assert not speakers.speaks_for(der, client, now_ms - 2 * DAY_MS)


async def test_a_certificate_for_signing_opens_no_connection(node: Secured) -> None:
    key = private_key()
    subject = Subject(owner=CLIENT, public_key=key.public_key(), from_ms=CLOCK.now_ms() - DAY_MS)
    certificate = signing_certificate(subject, Authority(node.state, CLOCK).issuer)

    assert await node.get(keep(node.state.folder / "signing.pem", certificate, key)) == REFUSED


async def test_a_revoked_certificate_ends_within_a_standing_connection(own: Secured) -> None:
    shown = issued(own.state)
    context = own.context(shown)
    async with aiohttp.ClientSession() as session:
        assert await own.say(session, context) == GOOD
        kid = thumbprint(shown.certificate)
        Custody(own.state, CLOCK).revoke(kid, CLOCK.now_ms(), "lost")
        await own.take()

        assert await own.say(session, context) == REFUSED
    assert await own.get(shown) == REFUSED
    assert await own.get(issued(own.state)) == GOOD


async def test_a_certificate_here_is_revoked_by_the_beginning_of_its_kid(own: Secured) -> None:
    custody = Custody(own.state, CLOCK)
    kid = custody.issue_tls(OTHER, [])

    revoked = custody.revoke(kid[:10], CLOCK.now_ms(), "lost")

    assert revoked is not None
    assert (revoked.kid, revoked.owner) == (kid, OTHER)
    assert custody.revoke(kid, CLOCK.now_ms(), "again") is None


async def test_a_pinned_certificate_is_the_only_one_that_counts(
    own: Secured, tmp_path: Path
) -> None:
    pin, twin = self_signed(tmp_path / "pin.pem"), self_signed(tmp_path / "twin.pem")
    with pytest.raises(aiohttp.ClientError):
        await own.get(pin)

    publish(own.state, network_file(tmp_path, more=pinned(pin)))
    await own.take()

    assert await own.get(pin) == GOOD
    assert await own.get(pin, client=OTHER) == REFUSED
    assert await own.get(issued(own.state)) == REFUSED
    assert await own.get(issued(own.state, OTHER), client=OTHER) == GOOD
    with pytest.raises(aiohttp.ClientError):
        await own.get(twin)


async def test_a_pin_of_another_authority_counts_without_that_authority(
    own: Secured, tmp_path: Path
) -> None:
    pin = issued_by_a_stranger(tmp_path)
    publish(own.state, network_file(tmp_path, more=pinned(pin)))
    await own.take()

    assert await own.get(pin) == GOOD


async def test_a_pin_that_was_taken_out_counts_no_more(own: Secured, tmp_path: Path) -> None:
    pin = self_signed(tmp_path / "pin.pem")
    publish(own.state, network_file(tmp_path, more=pinned(pin)))
    await own.take()
    assert await own.get(pin) == GOOD

    publish(own.state, network_file(tmp_path))
    await own.take()

    assert await own.get(pin) == REFUSED


async def test_whom_a_pinned_certificate_issued_is_nobody(own: Secured, tmp_path: Path) -> None:
    """A pin may be an authority's own certificate: it stands for itself only."""
    authority = Authority(own.state, CLOCK)
    pin = keep(tmp_path / "ca.pem", authority.certificate, private_key())
    publish(own.state, network_file(tmp_path, more=pinned(pin)))
    await own.take()

    assert await own.get(issued(own.state)) == REFUSED


async def test_certificates_of_the_old_authority_count_beside_those_of_the_new(
    own: Secured,
) -> None:
    before, old_root = issued(own.state), own.context()
    Custody(own.state, CLOCK).succeed()
    await own.take()
    after = issued(own.state)

    for shown in (before, after):
        old_root.load_cert_chain(shown.file)
        assert await own.get(context=old_root) == GOOD


async def test_a_certificate_over_plain_http_is_none(tmp_path: Path, shared: State) -> None:
    async with secured(shared) as running, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(f"http://127.0.0.1:{running.port}/healthz")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_old_versions_of_tls_are_refused(node: Secured, version: ssl.TLSVersion) -> None:
    context = node.context(issued(node.state))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version

    with pytest.raises(aiohttp.ClientError):
        await node.get(context=context)


def test_the_listener_itself_takes_no_less_than_tls_1_2(shared: State) -> None:
    file = shared.tls_file("localhost")
    context = listener_context(Identity(certificate=file, key=file.with_suffix(".key")))

    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_an_identity_that_is_none_is_refused(shared: State, tmp_path: Path) -> None:
    file = shared.tls_file("localhost")
    (tmp_path / "text.key").write_text("no key", "ascii")

    for key, reason in (("text.key", "are no certificate and key"), ("no.key", "No such file")):
        with pytest.raises(ConfigurationError, match=reason):
            listener_context(Identity(certificate=file, key=tmp_path / key))
