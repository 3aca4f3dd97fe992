"""Faults of the way back: late, slowly, in part, never."""

import math

from mock_registries.faults.orders import LONGEST_S, Order
from mock_registries.faults.scene import Scene, Sending


def latency(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Answer later, by a time that is fixed or drawn."""
    seconds = order.number("seconds")
    match order.word("distribution"):
        case "uniform":
            seconds = scene.chance.uniform(seconds, order.number("most_seconds"))
        case "log_normal":
            seconds *= math.exp(order.number("sigma") * scene.chance.gauss(0, 1))
    seconds = min(seconds, LONGEST_S)
    return sending._replace(wait_s=seconds, note=f"waited_s={seconds:.3f}")


def hang(_scene: Scene, sending: Sending, order: Order) -> Sending:
    """Do not answer, and close the connection only much later."""
    return sending._replace(wait_s=order.number("seconds"), cut=0, reset=True)


def connection_reset(_scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Reset the connection instead of answering."""
    return sending._replace(reset=True)


def truncated_body(_scene: Scene, sending: Sending, order: Order) -> Sending:
    """End the connection within the body; the header still says how long it is."""
    return sending._replace(cut=int(len(sending.answer.body) * order.number("share")))


def slow_trickle(_scene: Scene, sending: Sending, order: Order) -> Sending:
    """Send the body a few bytes at a time."""
    slowest = len(sending.answer.body) / LONGEST_S
    return sending._replace(bytes_per_s=max(order.number("bytes_per_s"), slowest))
