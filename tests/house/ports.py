"""Ports of the loopback interface that are free, and stay so while a test holds them."""

import contextlib
import socket
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def held_ports(count: int) -> Iterator[list[int]]:
    """Ports on which a server of our choice may listen, again and again, and nobody gets one by chance.

    They are bound by sockets that do not listen. Linux lets a server that sets SO_REUSEADDR, as all of
    ours do, listen beside one, refuses connections while none does, and gives the port neither to who
    binds port 0 nor to who connects: other tests do both at the same time. Elsewhere nobody could listen
    beside it, so there they are only ports that were free a moment ago.
    """
    with contextlib.ExitStack() as sockets:
        held = [sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in held:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", 0))
        ports = [int(each.getsockname()[1]) for each in held]
        if sys.platform != "linux":
            sockets.close()
        yield ports
