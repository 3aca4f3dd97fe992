"""What every failure of a call has: a code, a status, and a sentence in two languages."""

from typing import ClassVar, Literal

Language = Literal["en", "vi"]


class ExchangeError(Exception):
    """A call that did not succeed; `code` is stable, `status` is HTTP, the texts say what to do."""

    code: ClassVar[str]
    status: ClassVar[int]
    place: ClassVar[str] = "server.clientproxy"
    outcome: ClassVar[str] = "error"
    retry_after_s: int | None = None
    en: ClassVar[str]
    vi: ClassVar[str]

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.code}: {where}" if where else self.code)
        self.where = where

    def message(self, language: Language) -> str:
        """One sentence or two for a person: what was wrong, where, and what to do next."""
        return (self.vi if language == "vi" else self.en).format(where=self.where)


def problem(
    error: ExchangeError, language: Language, detail: str, place: str | None = None
) -> dict[str, str]:
    """The error document of X-Road's REST protocol (PR-REST v1.0.4 §4.7).

    `type` is the place that failed and the code, as X-Road 7.8 spells them; `detail` is the id
    under which the log knows the call.
    """
    return {
        "type": f"{place or error.place}.{error.code}",
        "message": error.message(language),
        "detail": detail,
    }


class SealError(Exception):
    """A sealed message that nobody may believe; `reason` is a short stable word, `fault` the sentence."""

    def __init__(self, reason: str, fault: str = "") -> None:
        super().__init__(f"{reason}: {fault}" if fault else reason)
        self.reason = reason
