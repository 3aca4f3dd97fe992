"""A small file that is read again when it changes, so that what was taken back counts no more at once."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from gateway.errors import StateError

V = TypeVar("V")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Reread(Generic[V]):
    """What a file says now; `nothing` while it is not there or cannot be read, so that nobody gets in.

    `read` raises StateError for a file that is none of ours. Whoever writes the file replaces it whole.
    """

    def __init__(self, path: Path, read: Callable[[Path], V], nothing: V) -> None:
        self._path = path
        self._read = read
        self._nothing = nothing
        self._says = nothing
        self._seen: tuple[int, ...] = ()

    def newest(self) -> V:
        """As the file is now: one stat, and nothing else while it is unchanged."""
        try:
            state = os.stat(self._path)  # noqa: PTH116  a call waits for it: three times as fast
        except OSError:
            self._seen, self._says = (), self._nothing
            return self._says
        seen = (state.st_mtime_ns, state.st_ino, state.st_size)
        if seen != self._seen:
            self._seen, self._says = seen, self._nothing
            try:
                self._says = self._read(self._path)
            except StateError as error:
                log.error("state.unreadable", file=self._path.name, reason=str(error))  # noqa: TRY400
        return self._says
