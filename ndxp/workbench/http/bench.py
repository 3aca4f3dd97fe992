"""What a check over HTTP needs: where, who calls, and what there is to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.errors import ConfigurationError
from gateway.message import ServiceId
from gateway.schema import Catalogue
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.dialects.dialect import Dialect
from ndxp.workbench.http.forms import Body, Canonical, Form, Native
from ndxp.workbench.verdict import Subject, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One service and what to ask it."""

    service: ServiceId
    form: Form
    found: Sequence[Body]  # about records that exist, at least one
    unknown: Body | None  # about one that does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One service under check."""

    url: str
    dialect: Dialect
    account: Account | None
    denied: Account | None  # may not call the first service
    services: Sequence[Asked]  # the first is asked most

    @property
    def subject(self) -> Subject:
        """What the report is about."""
        name = self.dialect.name
        words = Text(
            en=f"The service at {self.url}, dialect {name},",
            vi=f"Dịch vụ tại {self.url}, phương ngữ {name},",
        )
        return Subject(words=words, facts={"url": self.url, "dialect": name})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One service that may be asked; `registry` is empty where it has no own form that we know."""

    service: ServiceId
    registry: str
    found: Sequence[Body]
    unknown: Body | None


def asked_in(dialect: Dialect, offered: Sequence[Offered], catalogue: Catalogue) -> list[Asked]:
    """The services in the forms in which the dialect calls them, those of its usual registry first.

    Raises ConfigurationError for one that it cannot call, or that there is nothing to ask.
    """
    known, faults = list(dialect.registries), []
    for one in offered:
        if not one.found:
            faults.append(f"{one.service.code}: no body given with --data")
        elif dialect.name in ("c06", "native") and one.registry not in known:
            faults.append(f"{one.service.code}: dialect {dialect.name} does not call it")
    if faults:
        raise ConfigurationError("--service", faults)
    ordered = sorted(
        offered, key=lambda one: known.index(one.registry) if one.registry in known else len(known)
    )
    return [
        Asked(
            service=one.service,
            form=_form(one, known, catalogue),
            found=one.found,
            unknown=one.unknown,
        )
        for one in ordered
    ]


def _form(one: Offered, known: Sequence[str], catalogue: Catalogue) -> Form:
    if one.registry in known:
        return Native(registry=one.registry, service=one.service.code)
    return Canonical(service=one.service, catalogue=catalogue)
