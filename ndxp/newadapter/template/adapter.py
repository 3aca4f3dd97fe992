"""The adapter of vidu: it answers one service, traCuu, out of a table in this file.

It stands for a system of yours. Replace `RECORDS` by what you have: a database, a file, a web service.
"""

from typing import Final

from adapters import sdk
from adapters.base import Answer, Call

RECORDS: Final = {
    "A-001": {"Ma": "A-001", "Ten": "Bản ghi thứ nhất"},
    "A-002": {"Ma": "A-002", "Ten": "Bản ghi thứ hai"},
}


class Vidu:
    """Answers for the subsystem, once its proposal is granted."""

    subsystem = "VN/COM/0199999991/vidu"

    async def answer(self, call: Call) -> Answer:
        """Look a record up by its code; the request has passed every check before it comes here."""
        record = RECORDS.get(call.body["Ma"])
        if record is None:
            return Answer(body={}, found=False)
        return Answer(body={"BanGhi": record}, found=True)


if __name__ == "__main__":
    sdk.main(Vidu())
