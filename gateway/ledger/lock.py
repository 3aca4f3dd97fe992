"""One writer per log: two trees over one table would contradict each other."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.errors import LedgerError, StateError


@contextmanager
def writer_lock(log: Path) -> Iterator[None]:
    """Hold the lock file beside the log; the system lets go of it when the process ends.

    Raises StateError naming the process that writes this log, LedgerError if there is no folder.
    """
    try:
        place = log.with_name(log.name + ".lock")
        place.touch(mode=0o600)
        file = place.open("a+")
    except OSError as error:
        msg = f"{log} cannot be opened: {error.strerror}"
        raise LedgerError(msg) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            msg = f"{log} is written by process {holder}; stop it first"
            raise StateError(msg) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
