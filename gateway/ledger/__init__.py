"""The transaction log: append-only entries under a Merkle tree that the node signs."""

from typing import Protocol

from gateway.message import Entry


class Ledger(Protocol):
    """Where an exchange writes what happened, before anybody may rely on it."""

    async def append(self, entry: Entry) -> int:
        """Write one entry and return its sequence number; it is durable when this returns.

        May be called concurrently; entries get their numbers in the order of the calls. Raises
        LogUnavailableError when nothing can be written: no log, no exchange (the next call tries
        again), OverloadedError when too many wait, and LedgerError when this entry contradicts
        the log (an answer to nothing, an exchange id used before, a payload of another kind).
        Cancelled, it may or may not have written: shield what has to be written.
        """
        ...
