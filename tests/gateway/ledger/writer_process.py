"""Writes exchanges until it is killed, printing the number of each entry once it is durable."""

import asyncio
import sys
from pathlib import Path

from gateway.ledger.sqlite import SqliteLedger
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator


async def write(log: Path, seed: int) -> None:
    network = NetworkSimulator(seed=seed)
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        say(await ledger.append(network.network()))
        await asyncio.gather(*(exchange(ledger, network) for _ in range(16)))


async def exchange(ledger: SqliteLedger, network: NetworkSimulator) -> None:
    while True:
        request = network.request()
        say(await ledger.append(request))
        say(await ledger.append(network.response(request)))


def say(seq: int) -> None:
    sys.stdout.write(f"{seq}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2])))
