"""`ndxp fault`: what can go wrong on demand, what is on at a running gateway, on and off (docs/faults.md)."""

import argparse
import asyncio
import json
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp

from gateway.errors import ConfigurationError
from gateway.faults import KINDS, PLACES, Fault, described
from gateway.faults.fault import read_words
from gateway.faults.rule import SEED
from ndxp.cli import options, values
from ndxp.cli.output import complain, say, say_json, table

TIMEOUT_S = 10
_CONDITIONS = ("service", "client", "share", "seed", "from", "for", "every", "limit")
_IN_SECONDS = ("from", "for", "every")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    kinds = actions.add_parser("kinds", help="what can go wrong · các lỗi có thể bật")
    listing = actions.add_parser("list", help="what is on, and what it did · các lỗi đang bật")
    on = actions.add_parser("on", help="switch one on · bật một lỗi")
    off = actions.add_parser("off", help="switch one off, or all · tắt một lỗi, hoặc tất cả")
    _add_rule(on)
    off.add_argument("id", nargs="?", default="", help="which, as `list` shows it (default: all)")
    for action, act in ((kinds, _kinds), (listing, _list), (on, _on), (off, _off)):
        options.add_json(action)
        action.add_argument(
            "--lang", choices=("en", "vi"), default="en", help="language of errors · ngôn ngữ"
        )
        action.set_defaults(act=act)
    for action in (listing, on, off):
        action.add_argument("--url", default=options.LOCAL_URL, help="the gateway · cổng")
        action.add_argument("--ca", metavar="FILE", help="for https: whom to believe")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 if the gateway refuses, 2 if there is none."""
    code: int = arguments.act(arguments)
    return code


def _add_rule(on: argparse.ArgumentParser) -> None:
    on.add_argument("name", help="of `ndxp fault kinds` · tên lỗi")
    on.add_argument(
        "parameters", nargs="*", metavar="NAME=VALUE", help="what it takes · tham số của lỗi"
    )
    on.add_argument(
        "--place", choices=PLACES, help="where it happens (default: its first place) · nơi xảy ra"
    )
    for name, whom in (("service", "dịch vụ"), ("client", "bên gọi")):
        on.add_argument(
            f"--{name}", metavar="PATTERN", help=f"only these, such as dancu/* · {whom}"
        )
    on.add_argument(
        "--share", type=float, metavar="0..1", help="of these calls (default: 1) · tỷ lệ"
    )
    on.add_argument("--seed", type=int, help=f"of chance (default: {SEED}) · hạt giống")
    for name, when in (
        ("from", "begin after so many seconds · bắt đầu sau"),
        ("for", "last so many seconds · kéo dài"),
        ("every", "begin anew after so many · lặp lại mỗi"),
    ):
        on.add_argument(f"--{name}", type=float, metavar="SECONDS", help=when)
    on.add_argument("--limit", type=values.positive, help="how often at most · số lần tối đa")


def _kinds(arguments: argparse.Namespace) -> int:
    if arguments.json:
        say_json(described())
        return 0
    for name, kind in KINDS.items():
        takes = (f"{key}={each.write(each.default)}" for key, each in kind.parameters.items())
        say("  ".join([f"{name:<24}", ", ".join(kind.places), *takes]))
        say(f"    {kind.vi if arguments.lang == 'vi' else kind.en}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    status, said = _asked(arguments, "GET", "")
    if status != 200:
        return _refused(said)
    if arguments.json:
        say_json(said["on"])
        return 0
    shown = ("id", "fault", "service", "client", "share", "when", "calls", "hits")
    rows = [[{**rule, "when": _when(rule)}[name] for name in shown] for rule in said["on"]]
    table(shown, rows)
    return 0


def _on(arguments: argparse.Namespace) -> int:
    status, said = _asked(arguments, "POST", "", _rule(arguments))
    if status != 201:
        return _refused(said)
    if arguments.json:
        say_json(said)
        return 0
    say(f"fault {said['id']} is on: {said['fault']}")
    say(f"  {KINDS[arguments.name].vi if arguments.lang == 'vi' else KINDS[arguments.name].en}")
    say(f"  switch it off: ndxp fault off {said['id']}{options.url_words(arguments.url)}")
    return 0


def _off(arguments: argparse.Namespace) -> int:
    status, said = _asked(arguments, "DELETE", f"/{arguments.id}" if arguments.id else "")
    if status != 200:
        return _refused(said)
    if arguments.json:
        say_json(said)
    else:
        say(f"{said['off']} switched off")
    return 0


def _rule(arguments: argparse.Namespace) -> dict[str, object]:
    try:
        told = read_words(arguments.parameters)
        if arguments.place:
            told["place"] = arguments.place
        fault = Fault.of(arguments.name, told)
    except ValueError as error:
        raise ConfigurationError("fault", [str(error)]) from error
    given = {name: getattr(arguments, name) for name in _CONDITIONS}
    return {
        "fault": str(fault),
        **{
            f"{name}_s" if name in _IN_SECONDS else name: value
            for name, value in given.items()
            if value is not None
        },
    }


def _when(rule: Mapping[str, Any]) -> str:
    words = [f"{name} {rule[f'{name}_s']:g} s" for name in _IN_SECONDS if rule[f"{name}_s"]]
    words += [f"at most {rule['limit']}"] if rule["limit"] else []
    return ", ".join(words) or "always"


def _refused(said: Mapping[str, Any]) -> int:
    complain(str(said.get("message", "the gateway refuses")))
    return 1


def _asked(
    arguments: argparse.Namespace, method: str, path: str, rule: object = None
) -> tuple[int, dict[str, Any]]:
    """What the gateway says; raises ConfigurationError if none does."""
    url = options.url(arguments.url)
    try:
        return asyncio.run(_ask(arguments, method, f"{url}/faults{path}", rule))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise ConfigurationError(
            "--url", [f"no gateway answers at {url}; start one with `ndxp up`"]
        ) from None


async def _ask(
    arguments: argparse.Namespace, method: str, address: str, rule: object
) -> tuple[int, dict[str, Any]]:
    tls = ssl.create_default_context(cafile=arguments.ca) if arguments.ca else True
    headers = {"Accept-Language": arguments.lang}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session,
        session.request(method, address, json=rule, headers=headers, ssl=tls) as response,
    ):
        said: dict[str, Any] = json.loads(await response.read())
        return response.status, said
