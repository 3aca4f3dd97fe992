"""How long a check waits and how much it asks; the figures of docs/adapter-check.md."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The defaults are those of the command; tests in one process are in more of a hurry."""

    patience_s: float = 5.0  # for an answer that has to come
    longest_patience_s: float = 10.0  # for one of an adapter that was slow to answer the good call
    quiet_s: float = 1.0  # how long nothing has to come until it is silence
    longest_quiet_s: float = 3.0
    at_a_time: int = 4  # messages under way: an adapter at the floor below has to keep up
    generated: int = 25  # bodies for each service
    side_by_side: int = 16  # of questions whose answers must not be mixed up, of each of two kinds
    batch: int = 128  # as many as a message may have
    large_bytes: int = 10 * MEBIBYTE  # what the edge takes at most
    try_s: float = 0.3  # how much slower a question is asked to be, to see whether it obeys
    slow_s: float = 2.0  # how much slower an item is made
    wait_s: float = 1.0  # of a caller who gives up first
    calls: int = 50  # one after another, for the latency
    load_s: float = 1.5  # for the throughput
    slowest_ms: float = 1000.0  # p50 of the latency
    least_per_s: float = 20.0  # throughput
    back_s: float = 20.0  # after a restart
