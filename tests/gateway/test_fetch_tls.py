"""Newer network documents from a node that speaks TLS under our own authority."""

import asyncio
from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.custody import Custody
from gateway.following import follow
from gateway.handover import export_trust, import_trust
from gateway.state import State
from tests.gateway.edge.secured import prepared, secured

PATIENCE_S = 10


async def test_they_are_fetched_from_a_node_of_our_authority(tmp_path: Path) -> None:
    serving = await asyncio.to_thread(prepared, tmp_path)
    asking = State(folder=tmp_path / "other")
    import_trust(asking, export_trust(serving))
    async with secured(serving) as node:
        with serving.issuing():
            Custody(serving, SystemClock()).rotate("VN/GOV/H29", "P-256")
        await node.take()
        url = f"https://127.0.0.1:{node.port}/network"

        async with follow(asking, SystemClock(), 0.05, url) as membership:
            newest = serving.directory().version
            async with asyncio.timeout(PATIENCE_S):
                while membership.source.newest.version < newest:  # noqa: ASYNC110 -- it tells nobody
                    await asyncio.sleep(0.02)

    assert asking.document() == serving.document()


async def test_a_node_of_another_authority_is_not_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    serving = await asyncio.to_thread(prepared, tmp_path / "a")
    strange = await asyncio.to_thread(prepared, tmp_path / "b")
    async with (
        secured(serving) as node,
        follow(
            strange, SystemClock(), 0.05, f"https://127.0.0.1:{node.port}/network"
        ) as membership,
    ):
        await asyncio.sleep(0.3)
        assert membership.source.newest.document == strange.document()

    assert "ClientConnectorCertificateError" in capsys.readouterr().out
