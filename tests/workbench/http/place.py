"""A platform that speaks every dialect, and benches for checks of it or of what stands in front of it."""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.message import ServiceId
from gateway.network import load_network
from gateway.schema import Catalogue
from ndxp.compose import DEFAULT_NETWORK, SCHEMAS
from ndxp.registries import Registries
from ndxp.testing.account import CONSUMER
from ndxp.workbench.conformance import check
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.bench import Bench, Offered, asked_in
from ndxp.workbench.http.cases import cases
from ndxp.workbench.http.dialects import DIALECTS
from ndxp.workbench.http.line import open_line
from ndxp.workbench.http.talk import Talk
from ndxp.workbench.pace import Pace
from ndxp.workbench.verdict import Report

DENIED: Final = "VN/GOV/G13/datdai"  # has no right to anything
HURRIED: Final = Pace(
    patience_s=5,
    longest_patience_s=5,
    generated=1,
    side_by_side=8,
    large_bytes=1 << 17,
    calls=3,
    load_s=0.05,
    slowest_ms=3000,
    least_per_s=1,
)
SERVICES: Final = (
    "chiTietDoanhNghiep",
    "getTraCuuTtHgdByMaSoBhxh",
    "TraCuuThongTinCongDan",
)
_NETWORK: Final = load_network(DEFAULT_NETWORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where each dialect is spoken, and who may call there and who may not."""

    urls: Mapping[str, str]
    accounts: Mapping[str, Account]
    denied: Mapping[str, Account]
    offered: Mapping[str, Offered]

    def bench(self, dialect: str, codes: Sequence[str], url: str = "") -> Bench:
        """Of some services; `url` where something stands in front."""
        at = url or self.urls[dialect]
        speaker = DIALECTS[dialect](at, CONSUMER)
        chosen = [self.offered[code] for code in codes]
        canonical = [one.service for one in chosen if one.registry not in speaker.registries]
        return Bench(
            url=at,
            dialect=speaker,
            account=self.accounts.get(dialect),
            denied=self.denied.get(dialect),
            services=asked_in(speaker, chosen, Catalogue.load(SCHEMAS, canonical)),
        )


async def checked(bench: Bench, pace: Pace = HURRIED, only: Sequence[str] = ()) -> Report:
    """The report on a bench."""
    async with open_line(bench.url, ssl.create_default_context()) as line:
        known = cases(bench.dialect)
        chosen = [case for case in known if not only or case.name in only]
        return await check(bench.subject, Talk(bench, line, pace, 1), chosen)


def offered(registries: Registries) -> dict[str, Offered]:
    """What there is to ask every service, by its code."""
    return {
        service.code: Offered(
            service=service,
            registry=registry,
            found=registries.sample(registry, 4, 1, service.code),
            unknown=registries.unknown(service.code),
        )
        for registry, service in _services()
    }


def stranger(one: Offered) -> Offered:
    """The same service as one of a registry that nobody knows."""
    return replace(one, registry="")


def _services() -> list[tuple[str, ServiceId]]:
    return [
        (provider.registry or "", service)
        for provider in _NETWORK.providers()
        for service in provider.described
    ]
