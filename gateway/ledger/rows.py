"""The rows that follow from entries: exchanges, and the hourly buckets of the volume."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from gateway.errors import LedgerError
from gateway.message import ServiceId, SubsystemId

_HOUR_MS = 3_600_000
_VIETNAM_MS = 7 * _HOUR_MS  # Asia/Ho_Chi_Minh: UTC+7 without daylight saving


class ExchangeRow(NamedTuple):
    """A closed exchange, named after X-Road's operational monitoring (PR-OPMON v1.7).

    A NamedTuple, because it goes to SQLite and is compared with what SQLite returns as it is.
    """

    seq: int  # of the entry that closed it
    request_seq: int | None  # a refusal has none
    message_id: str
    request_id: str
    client: str
    provider: str
    service_code: str
    request_in_ts: int | None
    request_out_ts: int | None
    response_in_ts: int | None
    rest_method: str | None
    rest_path: str | None
    request_size: int | None
    response_size: int | None
    status: int
    outcome: str
    code: str
    succeeded: int
    user_ref: str | None
    case_ref: str | None
    subject_ref: str | None

    @property
    def service(self) -> str:
        """The service's full path."""
        return f"{self.provider}/{self.service_code}"


class VolumeKey(NamedTuple):
    """One hour in Vietnam (`2026-11-22T14`), who called what, how it ended."""

    hour: str
    client: str
    service: str
    outcome: str


def volume_key(row: ExchangeRow, hour: str) -> VolumeKey:
    """Where a closed exchange counts; the hour is that of the entry which closed it."""
    return VolumeKey(hour, row.client, row.service, row.outcome)


def hour_of(time_ms: int) -> str:
    """The hour in Vietnam, `2026-11-22T14`; raises LedgerError beyond the year 9999."""
    return _hour(time_ms // _HOUR_MS)


@lru_cache(maxsize=1024)
def _hour(hours: int) -> str:
    try:
        moment = datetime.fromtimestamp((hours * _HOUR_MS + _VIETNAM_MS) // 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        msg = "the time is out of range"
        raise LedgerError(msg) from error
    return moment.strftime("%Y-%m-%dT%H")


@lru_cache(maxsize=4096)
def member_of(client: str) -> str:
    """The member of a client's subsystem; raises LedgerError if it is not an identifier."""
    try:
        return SubsystemId.parse(client).member
    except ValueError as error:
        msg = "client is not a subsystem"
        raise LedgerError(msg) from error


@lru_cache(maxsize=4096)
def split_service(service: str) -> tuple[str, str]:
    """Provider subsystem and service code; raises LedgerError if it is not an identifier."""
    try:
        parsed = ServiceId.parse(service)
    except ValueError as error:
        msg = "service is not a service"
        raise LedgerError(msg) from error
    return str(parsed.provider), parsed.code
