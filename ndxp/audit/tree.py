"""Whether the entries are the leaves of the stored tiles, and the tree that of every checkpoint."""

import sqlite3
from collections.abc import Iterator

from gateway.errors import LedgerError
from gateway.ledger.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from gateway.ledger.merkle import HASH_BYTES, TILE_BYTES, TILE_WIDTH, Tile, Tree
from ndxp.audit.certificates import Signatures
from ndxp.audit.faults import FaultError


class TreeCheck:
    """Builds the tree again, beside the stored tiles and checkpoints."""

    def __init__(
        self, db: sqlite3.Connection, signatures: Signatures, outside: SignedCheckpoint | None
    ) -> None:
        self._db = db
        self._signatures = signatures
        self._outside = outside
        self._outside_matches = False
        self._checkpoints: Iterator[tuple[object, ...]] = db.execute(
            "SELECT size, time, note FROM checkpoints ORDER BY size"
        )
        self._tree = Tree()
        self._origin = ""
        self.covered = 0
        self._next = next(self._checkpoints, None)

    @property
    def size(self) -> int:
        """How many leaves are in the tree so far."""
        return self._tree.size

    def stored_leaves(self, first: int, count: int) -> bytes:
        """The leaf hashes that the tile of entry `first` holds, at most for `count` entries."""
        index, position = divmod(first, TILE_WIDTH)
        return self._tile(0, index)[position * HASH_BYTES : (position + count) * HASH_BYTES]

    def stop_before(self, end: int) -> int:
        """Where to pause at the latest: `end`, or the size of a checkpoint before it."""
        sizes = [end]
        if self._next is not None and isinstance(self._next[0], int):
            sizes.append(self._next[0])
        if self._outside is not None:
            sizes.append(self._outside.claimed.size)
        return min((size for size in sizes if size > self.size), default=end)

    def extend(self, leaves: list[bytes]) -> None:
        """Add verified leaves; raises FaultError where a full tile or a checkpoint differs."""
        self._tree, tiles = self._tree.extended(leaves)
        for tile in tiles:
            if len(tile.hashes) == TILE_BYTES:
                self._compare(tile)
        if self._outside is not None and self._outside.claimed.size == self.size:
            self._outside_matches = self._outside.claimed.root == self._tree.root()

    def check_checkpoints(self, last_ms: int) -> None:
        """Verify the checkpoints of exactly this size, the last entry being of `last_ms`."""
        while self._next is not None and self._next[0] == self.size:
            self._check(self._next, last_ms)
            self._next = next(self._checkpoints, None)

    def finish(self) -> str:
        """Compare what is left when all entries are read; returns what was compared outside.

        Raises FaultError.
        """
        if self._next is not None:
            raise FaultError(self.size, "a checkpoint covers entries that are missing")
        for level, hashes in enumerate(self._tree.edges):
            self._compare(Tile(level=level, index=self.size >> (8 * level) >> 8, hashes=hashes))
        (stored,) = self._db.execute("SELECT count(*) FROM tiles").fetchone()
        wanted = sum(-(-(self.size >> (8 * level)) // TILE_WIDTH) for level in range(8))
        if stored != wanted:
            raise FaultError(self.size, "the tree has more tiles than the log fills")
        return self._compare_outside()

    def _check(self, row: tuple[object, ...], last_ms: int) -> None:
        try:
            self._origin = self._believed(row, last_ms).origin
        except LedgerError as error:
            raise FaultError(self.covered, f"checkpoint of {row[0]} entries: {error}") from error
        self.covered = self.size

    def _believed(self, row: tuple[object, ...], last_ms: int) -> Checkpoint:
        size, time_ms, note = row
        if not isinstance(time_ms, int) or not isinstance(note, str):
            msg = "it has the wrong types"
            raise LedgerError(msg)
        checkpoint = self._signatures.open_checkpoint(parse_checkpoint(note))
        if checkpoint.size != size or checkpoint.origin != (self._origin or checkpoint.origin):
            msg = "it is the checkpoint of another log or size"
            raise LedgerError(msg)
        if checkpoint.root != self._tree.root():
            msg = "the entries are not those that it covers"
            raise LedgerError(msg)
        if time_ms < last_ms:
            msg = "it is older than what it covers"
            raise LedgerError(msg)
        return checkpoint

    def _compare(self, tile: Tile) -> None:
        stored = self._tile(tile.level, tile.index)
        if stored == tile.hashes:
            return
        if stored.startswith(tile.hashes):
            raise FaultError(self.size, "the tree has entries at its end that the log has not")
        same = next(n for n, byte in enumerate(tile.hashes) if stored[n : n + 1] != bytes([byte]))
        position = tile.index * TILE_WIDTH + same // HASH_BYTES
        raise FaultError(position << (8 * tile.level), f"a tile of level {tile.level} is wrong")

    def _tile(self, level: int, index: int) -> bytes:
        row = self._db.execute(
            "SELECT hashes FROM tiles WHERE level = ? AND tile = ?", (level, index)
        ).fetchone()
        return row[0] if row is not None and isinstance(row[0], bytes) else b""

    def _compare_outside(self) -> str:
        if self._outside is None:
            return "nothing outside this log was compared"
        try:
            checkpoint = self._signatures.open_checkpoint(self._outside)
        except LedgerError as error:
            raise FaultError(None, f"the checkpoint from outside: {error}") from error
        if self._origin and checkpoint.origin != self._origin:
            raise FaultError(None, "the checkpoint from outside belongs to another log")
        if checkpoint.size > self.size:
            raise FaultError(
                self.size,
                f"the log was cut or rewritten: it has {self.size} entries, the checkpoint from"
                f" outside covers {checkpoint.size}",
            )
        if not self._outside_matches and checkpoint.size:
            raise FaultError(
                None,
                f"the log was cut or rewritten: its first {checkpoint.size} entries are not those"
                " of the checkpoint from outside",
            )
        return f"agrees with the checkpoint from outside over {checkpoint.size} entries"
