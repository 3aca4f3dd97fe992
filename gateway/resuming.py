"""What a node finds in its log when it starts: the network document that counted, and requests without an end."""

from gateway.errors import AbortedError, StateError
from gateway.ledger.sqlite import SqliteLedger
from gateway.records import Parties, Recorder
from gateway.trust import Directory, document_digest


async def name_network(ledger: SqliteLedger, recorder: Recorder, directory: Directory) -> None:
    """Name the network document in force, unless the log does; raises StateError if it is older."""
    known, version = ledger.newest_network(), directory.version
    if known is not None and known["documentDigest"] == document_digest(directory.document):
        return
    if known is not None and version <= known["version"]:
        raise StateError(
            f"the network document (version {version}) is not newer than the one that the log names"
            f" (version {known['version']}): put that one back"
        )
    await ledger.append(recorder.network(directory.document, version))


async def close_open(ledger: SqliteLedger, recorder: Recorder) -> None:
    """End what a crash left open."""
    for request in ledger.open_requests():
        parties = Parties(
            message_id=request.payload["id"],
            request_id=request.payload["requestId"],
            client=request.payload["client"],
            service=request.payload["service"],
        )
        await ledger.append(recorder.failure(parties, AbortedError(), None))
