"""Services over HTTP with one defect each, and the cases that have to name them."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.workbench.http.door import Animal, Back, Door, Sent


async def takes_any_secret(door: Door, sent: Sent) -> Back:
    if sent.target == "/token" and (await door.ask(sent)).status == 401:
        return await _token(door)
    return await door.ask(sent)


async def grants_a_new_token_each_time(door: Door, sent: Sent) -> Back:
    if sent.target != "/token":
        given = sent.headers.get("authorization", "").removeprefix("Bearer ")
        real = door.memory.get(given, given)
        return await door.ask(sent.having({"Authorization": f"Bearer {real}"} if given else {}))
    back = await door.ask(sent)
    granted = json.loads(back.body)
    if "access_token" not in granted:
        return back
    alias = str(uuid.uuid4())
    door.memory[alias] = granted["access_token"]
    return _said(back, {**granted, "access_token": alias})


async def does_not_say_how_long_a_token_lives(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if sent.target != "/token" or back.status != 200:
        return back
    return _said(back, {k: v for k, v in json.loads(back.body).items() if k != "expires_in"})


async def lets_tokens_live_on(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if sent.target != "/token" or back.status != 200:
        return back
    return _said(back, {**json.loads(back.body), "expires_in": 0})


async def takes_any_token(door: Door, sent: Sent) -> Back:
    return await _again(door, sent, 900901)


async def asks_nobody_who_calls(door: Door, sent: Sent) -> Back:
    return await _again(door, sent, 900902)


async def lets_everybody_call_everything(door: Door, sent: Sent) -> Back:
    return await _again(door, sent, 900908)


async def has_an_error_for_nothing_found(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if b'"DataCount":0' in back.body.replace(b" ", b"") and b'"Status":1' in back.body:
        return replace(back, status=404)
    return back


async def has_a_page_for_what_there_is_not(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if back.status == 404:
        page = {**back.headers, "content-type": "text/html"}
        return replace(back, headers=page, body=b"<html>Not Found</html>")
    return back


async def repeats_what_was_sent(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if b'"Status":0' in back.body.replace(b" ", b""):
        return _said(back, {**json.loads(back.body), "Message": f"Sai: {sent.target}"})
    return back


async def answers_what_is_malformed(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    if b'"Status":0' in back.body.replace(b" ", b""):
        return _said(back, {"Data": None, "DataCount": 0, "Status": 1, "Message": ""})
    return back


async def mixes_answers_up(door: Door, sent: Sent) -> Back:
    """Who comes while another is answered gets that one's answer."""
    under_way: dict[str, asyncio.Future[Back]] = door.memory.setdefault("under way", {})
    path = sent.target.partition("?")[0]
    if sent.method != "GET" or path in under_way:
        return await (asyncio.shield(under_way[path]) if path in under_way else door.ask(sent))
    under_way[path] = asyncio.ensure_future(door.ask(sent))
    try:
        return await under_way[path]
    finally:
        del under_way[path]


async def takes_any_method(door: Door, sent: Sent) -> Back:
    return await door.ask(replace(sent, method="GET") if sent.method == "DELETE" else sent)


async def fails_over_noise(door: Door, sent: Sent) -> Back:
    odd = re.search(r"[^A-Za-z0-9/?=&.%_-]", sent.target)
    return Back(status=500, headers={}, body=b"Traceback") if odd else await door.ask(sent)


async def reads_large_bodies(door: Door, sent: Sent) -> Back:
    return await door.ask(replace(sent, body=sent.body[:1000]))


async def fails_over_what_is_no_json(door: Door, sent: Sent) -> Back:
    try:
        if sent.body and sent.target != "/token" and b"Envelope" not in sent.body:
            json.loads(sent.body[:1000])
    except ValueError:
        if len(sent.body) < 1000:
            return Back(status=502, headers={}, body=b"{}")
    return await door.ask(sent)


async def wants_no_officer(door: Door, sent: Sent) -> Back:
    officer = (await door.proof())["AuthHash"]
    return await door.ask(sent.having({"AuthHash": officer}))


async def takes_any_order(door: Door, sent: Sent) -> Back:
    ordered = re.sub(
        rb"(<dan:MaCanBo>.*?</dan:MaCanBo>)(<dan:MaTichHop>.*?</dan:MaTichHop>)",
        rb"\2\1",
        sent.body,
    )
    return await door.ask(replace(sent, body=ordered))


async def takes_fewer_elements(door: Door, sent: Sent) -> Back:
    whole = sent.body
    if b"MaTichHop" not in whole:
        whole = whole.replace(b"<dan:MaCanBo>", b"<dan:MaTichHop>037</dan:MaTichHop><dan:MaCanBo>")
    return await door.ask(replace(sent, body=whole))


async def looks_at_no_clock(door: Door, sent: Sent) -> Back:
    now_ms = time.time_ns() // 1_000_000
    stamp = sent.headers.get("timestamp", "")
    if stamp.isdigit() and abs(int(stamp) - now_ms) > 300_000:
        return await door.ask(sent.having(await door.proof(now_ms)))
    return await door.ask(sent)


async def checks_no_hash(door: Door, sent: Sent) -> Back:
    back = await door.ask(sent)
    stamp = sent.headers.get("timestamp", "")
    if back.status == 401 and stamp.isdigit():
        return await door.ask(sent.having(await door.proof(int(stamp))))
    return back


async def takes_any_content_type(door: Door, sent: Sent) -> Back:
    typed = "text/xml" if "timestamp" in sent.headers else "application/json"
    return await door.ask(sent.having({"Content-Type": typed} if sent.body else {}))


async def is_slow(door: Door, sent: Sent) -> Back:
    await asyncio.sleep(0.1)
    return await door.ask(sent)


async def answers_one_at_a_time(door: Door, sent: Sent) -> Back:
    lock: asyncio.Lock = door.memory.setdefault("lock", asyncio.Lock())
    async with lock:
        await asyncio.sleep(0.01)
        return await door.ask(sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """In which dialect an animal lives, the cases that name it, and those tried where not all are."""

    dialect: str
    named: frozenset[str]
    tried: tuple[str, ...] = ()


def _kept(dialect: str, *named: str, tried: tuple[str, ...] = ()) -> Kept:
    return Kept(dialect=dialect, named=frozenset(named), tried=tried)


ZOO: Final[Mapping[Animal, Kept]] = {
    takes_any_secret: _kept("wso2", "wrong_secret"),
    grants_a_new_token_each_time: _kept("wso2", "token_reused"),
    does_not_say_how_long_a_token_lives: _kept("wso2", "token_form"),
    lets_tokens_live_on: _kept("wso2", "expired_token", tried=("good_call", "expired_token")),
    takes_any_token: _kept("wso2", "unknown_token"),
    asks_nobody_who_calls: _kept("wso2", "no_credentials"),
    lets_everybody_call_everything: _kept("wso2", "no_right"),
    has_an_error_for_nothing_found: _kept("wso2", "not_found", "concurrency"),
    has_a_page_for_what_there_is_not: _kept("wso2", "unknown_operation"),
    repeats_what_was_sent: _kept("wso2", "no_values"),
    answers_what_is_malformed: _kept("wso2", "malformed_parameter", "no_values"),
    mixes_answers_up: _kept("wso2", "concurrency", tried=("good_call", "concurrency")),
    takes_any_method: _kept("wso2", "wrong_method"),
    fails_over_noise: _kept("wso2", "garbage"),
    reads_large_bodies: _kept("wso2", "large_body"),
    fails_over_what_is_no_json: _kept("wso2", "unreadable_body", "garbage"),
    wants_no_officer: _kept("lgsp", "no_officer"),
    takes_any_order: _kept("c06", "wrong_order"),
    takes_fewer_elements: _kept("c06", "missing_element"),
    looks_at_no_clock: _kept("c06", "skewed_timestamp"),
    checks_no_hash: _kept("c06", "wrong_secret"),
    takes_any_content_type: _kept("c06", "wrong_content_type"),
    is_slow: _kept("r1", "latency", tried=("good_call", "latency")),
    answers_one_at_a_time: _kept("r1", "throughput", tried=("good_call", "throughput")),
}


async def _again(door: Door, sent: Sent, code: int) -> Back:
    """Once more as the good account, where the platform refused with this code."""
    back = await door.ask(sent)
    if str(code).encode() in back.body:
        return await door.ask(sent.having(await door.proof()))
    return back


async def _token(door: Door) -> Back:
    assert door.account is not None
    asked = door.dialect.token(door.account)
    assert asked is not None
    lowered = {name.lower(): value for name, value in asked.headers.items()}
    return await door.ask(
        Sent(method=asked.method, target=asked.target, headers=lowered, body=asked.body)
    )


def _said(back: Back, document: Mapping[str, Any]) -> Back:
    return replace(back, body=json.dumps(document, ensure_ascii=False).encode())
