"""Monitoring over a log that a test fills, at a time that it tells."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import make_mocked_request

from gateway.edge.monitoring import OPERATIONAL, Monitoring
from gateway.health import Health
from gateway.ledger.sqlite import SqliteLedger
from gateway.network import Network
from tests.gateway.ledger.simulator import START_MS, NetworkSimulator

START_S = START_MS // 1000
CLIENT, PROVIDER = "VN/GOV/H29/motcua", "VN/GOV/G01/dancu"
STRANGER = "VN/COM/0199999991/khachhang"  # takes part in the network, in no exchange here
OWNER, WATCHER = "VN/GOV/G14/lgsp", "VN/GOV/G05/dkdn"
SERVICE = f"{PROVIDER}/TraCuuThongTinCongDan"


@dataclass
class Place:
    """Monitoring over a log that a test fills, and the time that it tells."""

    ledger: SqliteLedger
    simulator: NetworkSimulator
    monitoring: Monitoring
    network: Network
    health: Health

    async def exchanged(self, count: int = 1, **changed: object) -> None:
        for _ in range(count):
            request = self.simulator.request(changed={"service": SERVICE, **changed})
            await self.ledger.append(request)
            await self.ledger.append(self.simulator.response(request))

    def later(self, seconds: int) -> None:
        self.simulator.clock.ms += seconds * 1000

    async def ask(self, client: str | None, query: str = "", path: str = OPERATIONAL) -> Any:
        """The answer's JSON; raises what the caller would be told."""
        headers = {} if client is None else {"X-Road-Client": client}
        http = make_mocked_request("GET", f"{path}?{query}" if query else path, headers)
        answer = await self.monitoring.answer(http, self.network)
        assert answer.content_type == "application/json"
        assert isinstance(answer.body, bytes)
        return json.loads(answer.body)
