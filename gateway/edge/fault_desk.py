"""`/faults`: what is on and what there is, for whoever may switch it (docs/faults.md).

    GET /faults              {"on": [rules and what they did], "kinds": [every fault]}
    POST /faults             one rule as JSON; 201 with its id
    DELETE /faults[/ID]      switches one off, or all

The body of POST has to be application/json, so that no web page that somebody has open can send it.
"""

import json
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.config import Limits
from gateway.edge.body import Reading, read_body
from gateway.edge.faulty import Faulty
from gateway.errors import (
    BadRequestError,
    FaultsNotAllowedError,
    InvalidContentTypeError,
    InvalidMethodError,
)
from gateway.faults import Asked, Faults, Rule, described
from gateway.faults.aim import missed
from gateway.strict_json import parse_json

PATH: Final = "/faults"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultDesk:
    """Answers what comes for /faults at one listener."""

    faulty: Faulty
    limits: Limits
    reading: Reading

    @staticmethod
    def opens(path: str) -> bool:
        return path == PATH or path.startswith(f"{PATH}/")

    async def answer(self, http: BaseRequest, path: str) -> web.Response:
        """Raises the ExchangeError that says what is wrong with the call."""
        if not self.faulty.allows(http):
            raise FaultsNotAllowedError(PATH)
        faults, rule_id = self.faulty.mischief.faults, path.removeprefix(PATH).removeprefix("/")
        match http.method:
            case "GET" | "HEAD" if not rule_id:
                return _json({"on": faults.listed(), "kinds": described()})
            case "POST" if not rule_id:
                rule = await self._rule(http)
                return _json({"id": _add(faults, rule), **rule.json()}, 201)
            case "DELETE":
                return _json({"off": _remove(faults, rule_id)})
        raise InvalidMethodError("DELETE" if rule_id else "GET, POST, DELETE")

    async def _rule(self, http: BaseRequest) -> Rule:
        if http.content_type != "application/json":
            raise InvalidContentTypeError("application/json")
        given = parse_json(await read_body(http, self.limits, self.reading))
        try:
            rule = Rule.read(given)
        except ValueError as error:
            raise BadRequestError(str(error)) from None
        self._check(rule)
        return rule

    def _check(self, rule: Rule) -> None:
        """Raise BadRequestError for a rule that no call of this network can meet."""
        subsystems = self.faulty.source.newest.network.subsystems.values()
        services = [
            Asked(service=str(service), client="", registry=each.registry)
            for each in subsystems
            for service in each.services
        ]
        why = missed(rule, services, (str(each.id) for each in subsystems))
        if why:
            raise BadRequestError(why)


def _json(value: object, status: int = 200) -> web.Response:
    body = json.dumps(value, ensure_ascii=False).encode()
    return web.Response(status=status, body=body, content_type="application/json")


def _add(faults: Faults, rule: Rule) -> str:
    try:
        return faults.add(rule)
    except ValueError as error:
        raise BadRequestError(str(error)) from None


def _remove(faults: Faults, rule_id: str) -> int:
    if not rule_id:
        return faults.clear()
    if not faults.remove(rule_id):
        raise BadRequestError("no fault with this id is on; GET /faults lists those that are")
    return 1
