"""Whom an NDXP believes to be an LGSP, and whom an LGSP believes to be the NDXP."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.clock import SystemClock
from gateway.custody import Custody
from gateway.issuing import Issuer, Subject, new_key, root_certificate, tls_certificate
from gateway.message import ServiceId
from gateway.state import pem_key
from tests.platform.two_nodes import HOST, LGSP, Place, TwoNodes

BEHIND_IT = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
NODE = f"node:{LGSP}"


@pytest.mark.parametrize("owner", ["VN/GOV/H29/motcua", "node:other", HOST])
async def test_a_certificate_of_another_lets_nothing_pass(
    nodes: TwoNodes, ndxp: Place, owner: str
) -> None:
    with nodes.ndxp_state.issuing():
        Custody(nodes.ndxp_state, SystemClock()).issue_tls(owner, [])
    certificate = nodes.ndxp_state.tls_file(owner)

    async with nodes.lgsp(certificate=certificate) as lgsp:
        status, _, problem = await nodes.ask(lgsp, BEHIND_IT)

        assert (status, problem["type"]) == (503, "server.clientproxy.upstream_unavailable")
        assert (lgsp.kinds, ndxp.kinds) == (["request", "failure"], [])
        lgsp.verify()
    assert ndxp.node.exchange.noise.take()[0] == {"unauthenticated": 1}


async def test_a_certificate_of_a_strange_authority_lets_nothing_pass(
    nodes: TwoNodes, ndxp: Place
) -> None:
    certificate = strangers(nodes.folder)

    async with nodes.lgsp(certificate=certificate) as lgsp:
        assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 503
        assert (lgsp.kinds, ndxp.kinds) == (["request", "failure"], [])


async def test_a_caller_without_a_certificate_posts_nothing(nodes: TwoNodes, ndxp: Place) -> None:
    url = f"https://{HOST}:{nodes.port}/sealed"
    headers = {"Content-Type": "application/vnd.ndxp.sealed+msgpack"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, data=b"", ssl=False) as answer,
    ):
        assert answer.status == 401
    assert ndxp.kinds == []


async def test_a_certificate_that_is_revoked_lets_nothing_pass_any_more(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 200

    nodes.revoke(nodes.certificate)
    assert await ndxp.node.source.offer(nodes.ndxp_state.document())

    assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 503


async def test_it_does_not_speak_to_a_node_whose_certificate_is_revoked(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 200

    nodes.revoke(nodes.ndxp_state.tls_file(HOST))
    assert await lgsp.node.source.offer(nodes.ndxp_state.document())

    assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 503
    assert ndxp.kinds == ["request", "response"]


async def test_they_follow_a_new_authority(nodes: TwoNodes, ndxp: Place, lgsp: Place) -> None:
    with nodes.ndxp_state.issuing():
        Custody(nodes.ndxp_state, SystemClock()).succeed()
    for place in (ndxp, lgsp):
        assert await place.node.source.offer(nodes.ndxp_state.document())

    assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 200
    lgsp.verify()
    ndxp.verify()


async def test_the_ndxp_decides_by_its_own_document(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    await asyncio.to_thread(nodes.publish_without_rights)
    assert await ndxp.node.source.offer(nodes.ndxp_state.document())

    status, _, problem = await nodes.ask(lgsp, BEHIND_IT)

    assert (status, problem["type"]) == (403, "server.clientproxy.access_denied")
    assert (lgsp.kinds, ndxp.kinds) == (["request", "failure"], ["refusal"])
    lgsp.verify()
    ndxp.verify()


def strangers(folder: Path) -> Path:
    """A certificate in the LGSP's name, of an authority that nobody knows."""
    now_ms, root, key = SystemClock().now_ms() - 60_000, new_key("P-256"), new_key("P-256")
    issuer = Issuer(name=root_certificate("stranger", root, now_ms).subject, key=root)
    subject = Subject(owner=NODE, public_key=key.public_key(), from_ms=now_ms)
    file = folder / "stranger.crt"
    file.write_bytes(tls_certificate(subject, issuer, []).public_bytes(Encoding.PEM))
    file.with_suffix(".key").write_bytes(pem_key(key))
    return file
