"""How often something was asked before: bounded, and without what was asked."""

from collections import OrderedDict
from hashlib import blake2b

MOST_REMEMBERED = 10_000


class Memory:
    """Counts questions by their digests; of too many the one not asked for longest is forgotten."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._counts: OrderedDict[bytes, int] = OrderedDict()

    def count(self, *question: bytes) -> int:
        """Return how often a question was asked, this time included."""
        digest = blake2b(b"\0".join(question), digest_size=16).digest()
        seen = self._counts.pop(digest, 0) + 1
        self._counts[digest] = seen
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)
        return seen
