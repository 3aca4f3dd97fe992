"""The log of one platform, in words that a test can assert about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from ndxp.audit.query import Filters, Listed, Shown, list_exchanges, show_exchange

MOST = 100_000  # of one test


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One closed exchange, or a call that was refused before it became one."""

    client: str
    service: str  # instance/class/code/subsystem/service
    outcome: str  # ok, not_found, denied, invalid, timeout …
    status: int
    code: str  # of a failure or refusal, empty for an answer
    request_id: str  # `exchange` of a Reply
    message_id: str  # X-Road-Id: the caller's own
    fault: str  # the name of a fault that was on for it, empty if none was

    def __str__(self) -> str:
        end = f"{self.status} {self.outcome}" + (f" ({self.code})" if self.code else "")
        disturbed = f", disturbed by {self.fault}" if self.fault else ""
        return f"{self.client} -> {self.service}: {end}{disturbed}"


class Exchanges(Sequence[Exchange]):
    """Every exchange in the log, the oldest first; read anew each time that it is looked at.

    What is malformed or names nobody is counted by the platform, and stands in no entry of its own.
    """

    def __init__(self, log: Path) -> None:
        self._log = log

    @property
    def outcomes(self) -> list[str]:
        return [each.outcome for each in self]

    @property
    def codes(self) -> list[str]:
        """The code of each; empty for those that were answered."""
        return [each.code for each in self]

    def only(self) -> Exchange:
        """The one that there is; raises AssertionError, which lists all, if there is another number."""
        found = self._read()
        if len(found) != 1:
            raise AssertionError(f"not one exchange but {len(found)}:{_lines(found)}")
        return found[0]

    def entries(self, exchange: Exchange) -> list[Shown]:
        """What the log holds about one: its entries, every JWS taken apart."""
        return show_exchange(self._log, exchange.request_id)

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | Sequence[Exchange]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._read())

    def __repr__(self) -> str:
        """For the message of a failed assert."""
        return f"<exchanges:{_lines(self._read())}>"

    def _read(self) -> list[Exchange]:
        return [_exchange(each) for each in reversed(list_exchanges(self._log, Filters(), MOST))]


def _exchange(listed: Listed) -> Exchange:
    row = listed.row
    return Exchange(
        client=row.client,
        service=f"{row.provider}/{row.service_code}",
        outcome=row.outcome,
        status=row.status,
        code=row.code or "",
        request_id=row.request_id,
        message_id=row.message_id,
        fault=listed.fault or "",
    )


def _lines(exchanges: Sequence[Exchange]) -> str:
    return "".join(f"\n  {each}" for each in exchanges) or " none"
