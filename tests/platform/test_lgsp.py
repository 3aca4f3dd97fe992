"""An LGSP in front of an NDXP: what it answers itself, what it forwards, and what both logs say."""

import asyncio
from typing import get_args

import pytest

from gateway.bus.wire import unpack_item
from gateway.config import ErrorProfile
from gateway.faults import Fault, Rule
from gateway.message import ServiceId
from gateway.references import References
from gateway.signature import open_response, seal_request
from ndxp.audit.report import report_log
from tests.platform.two_nodes import HOST, LGSP, Place, TwoNodes

BEHIND_IT = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
ITS_OWN = ServiceId.parse("VN/GOV/G05/dkdn/chiTietDoanhNghiep")
NODE = f"node:{LGSP}"


async def test_a_service_behind_the_ndxp_is_answered_and_both_nodes_log_the_same_seals(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    status, headers, found = await nodes.ask(lgsp, BEHIND_IT)

    assert (status, "CongDan" in found) == (200, True)
    assert lgsp.kinds == ndxp.kinds == ["request", "response"]
    assert lgsp.seals == ndxp.seals
    query = "SELECT request_id FROM exchanges"
    assert lgsp.rows(query) == ndxp.rows(query) == [(headers["X-Road-Request-Id"],)]
    lgsp.verify()
    ndxp.verify()


async def test_it_counts_once_at_the_node_where_it_began(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    for position in range(3):
        await nodes.ask(lgsp, BEHIND_IT, position)

    began, forwarded = report_log(lgsp.state.log), report_log(ndxp.state.log)

    assert (began.transactions, began.apart) == (3, {})
    assert (forwarded.transactions, forwarded.apart) == (0, {"hop": 3})
    assert ndxp.rows("SELECT DISTINCT succeeded, status FROM exchanges") == [(1, 200)]
    (facts,) = ndxp.rows("SELECT facts FROM entries WHERE kind = 'request' LIMIT 1")[0]
    assert f'"via":"{NODE}"' in str(facts)
    ndxp.verify()


async def test_what_is_served_before_it_never_reaches_the_ndxp(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    status, _, found = await nodes.ask(lgsp, ITS_OWN)

    assert (status, "DoanhNghiep" in found) == (200, True)
    assert (lgsp.kinds, ndxp.kinds) == (["request", "response"], [])


async def test_without_the_ndxp_its_own_services_go_on(nodes: TwoNodes) -> None:
    async with nodes.ndxp():
        pass
    async with nodes.lgsp() as lgsp:
        status, _, _ = await nodes.ask(lgsp, ITS_OWN)

        assert status == 200
        assert await lgsp.node.missing() == [
            *("VN/GOV/G01/dancu", "VN/GOV/G24/bhxh", "VN/GOV/G13/datdai")
        ]
        lgsp.verify()


async def test_without_the_ndxp_what_is_behind_it_is_unavailable_and_closed_in_the_log(
    nodes: TwoNodes,
) -> None:
    async with nodes.ndxp():
        pass
    async with nodes.lgsp() as lgsp:
        status, headers, problem = await nodes.ask(lgsp, BEHIND_IT)

        assert (status, headers["Retry-After"]) == (503, "5")
        assert problem["type"] == "server.clientproxy.upstream_unavailable"
        assert f"{HOST}:{nodes.port}" in str(problem["message"])
        assert lgsp.kinds == ["request", "failure"]
        assert lgsp.last == ("unavailable", "upstream_unavailable")
        lgsp.verify()


async def test_it_finds_the_ndxp_again(nodes: TwoNodes) -> None:
    async with nodes.ndxp():
        pass
    async with nodes.lgsp() as lgsp:
        assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 503
        async with nodes.ndxp():
            assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 200
        assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 503
        async with nodes.ndxp():
            assert (await nodes.ask(lgsp, BEHIND_IT))[0] == 200
        lgsp.verify()


@pytest.mark.parametrize("profile", get_args(ErrorProfile))
async def test_what_the_ndxp_says_is_told(nodes: TwoNodes, profile: ErrorProfile) -> None:
    nodes.profile = profile
    async with nodes.ndxp(serving=[]) as ndxp, nodes.lgsp() as lgsp:
        status, headers, problem = await nodes.ask(lgsp, BEHIND_IT)

        assert (status, headers["Retry-After"]) == (503, "5")
        assert problem["type"] == "server.clientproxy.provider_unavailable"
        assert lgsp.kinds == ndxp.kinds == ["request", "failure"]
        lgsp.verify()
        ndxp.verify()


async def test_the_deadline_of_the_caller_ends_the_call_at_both(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    nodes.registries.faults.add(Rule(fault=Fault.parse("latency;seconds=10"), service="dancu"))

    status, _, _ = await nodes.ask(lgsp, BEHIND_IT, wait_s=1)

    assert status == 504
    await ndxp.reaches("failure")
    assert lgsp.last == ("timeout", "timeout")
    assert lgsp.kinds[:2] == ["request", "failure"]
    lgsp.verify()
    ndxp.verify()


async def test_a_caller_that_leaves_leaves_no_entry_open(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    nodes.registries.faults.add(Rule(fault=Fault.parse("latency;seconds=1"), service="dancu"))
    calling = asyncio.create_task(lgsp.node.exchange(nodes.request(BEHIND_IT)))
    await ndxp.reaches("request")

    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)

    await lgsp.reaches("failure")
    await ndxp.reaches("response")
    assert (lgsp.kinds, ndxp.kinds) == (["request", "failure"], ["request", "response"])
    assert lgsp.last == ("error", "aborted")
    lgsp.verify()
    ndxp.verify()


async def test_what_a_member_sealed_passes_both_nodes_unchanged(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    signer = nodes.lgsp_state.signer("VN/GOV/H29")
    asked = seal_request(nodes.request(BEHIND_IT), signer, References(key=bytes(32)), None)

    status, answer = await nodes.post(lgsp, asked.sealed)

    assert status == 200
    assert open_response(unpack_item(answer), asked, nodes.lgsp_state.directory()).status == 200
    assert lgsp.seals == ndxp.seals
    assert ("request", asked.sealed.jws) in ndxp.seals
    assert [report_log(each.state.log).transactions for each in (lgsp, ndxp)] == [1, 0]


async def test_thirty_two_callers_at_once_each_get_their_own_answer(
    nodes: TwoNodes, ndxp: Place, lgsp: Place
) -> None:
    answers = await asyncio.gather(
        *(nodes.ask(lgsp, (BEHIND_IT, ITS_OWN)[number % 2], number // 2) for number in range(32))
    )

    assert [status for status, _, _ in answers] == [200] * 32
    people = [str(found) for _, _, found in answers]
    assert len(set(people)) == 32
    assert (len(lgsp.kinds), len(ndxp.kinds)) == (64, 32)
    lgsp.verify()
    ndxp.verify()
