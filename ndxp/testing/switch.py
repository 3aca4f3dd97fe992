"""Faults of one platform, switched on by a test (docs/faults.md)."""

from gateway.faults import Fault, Faults, Rule


class Switch:
    """Switches faults on; a platform has them until they are switched off, or until it ends."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def on(
        self,
        name: str,
        *,
        service: str = "*",
        client: str = "*",
        share: float = 1.0,
        limit: int | None = None,
        **parameters: float | str,
    ) -> str:
        """Let calls have a fault: `on("latency", seconds=2, service="dancu")`; gives the rule's id.

        `share` of them have it, at most `limit`. Raises ValueError that says what there is instead.
        """
        fault = Fault.of(name, {key: str(value) for key, value in parameters.items()})
        rule = Rule(fault=fault, service=service, client=client, share=share, limit=limit)
        return self._faults.add(rule)

    def off(self, rule_id: str | None = None) -> None:
        """Switch one off, or all."""
        if rule_id is None:
            self._faults.clear()
        else:
            self._faults.remove(rule_id)
