"""What each registry is asked on its native wire, as its own adapter writes it."""

import uuid
from typing import Final

from adapters.base import Call
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import StateError
from ndxp.bench.children import Ask
from ndxp.compose import ADAPTERS
from ndxp.registries import Registries

SERVICES: Final = {
    "dancu": "TraCuuThongTinCongDan",
    "dkdn": "chiTietDoanhNghiep",
    "bhxh": "kiemTraTheBhyt",
    "datdai": "traCuuThuaDat",
}
_PATIENCE_S = 30


class Recorder:
    """Reaches a registry in this process and keeps the last words of both sides; see Wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.heard: list[tuple[NativeCall, NativeAnswer]] = []

    async def send(self, call: NativeCall) -> NativeAnswer:
        answer = await self._wire.send(call)
        self.heard.append((call, answer))
        return answer


async def questions(registries: Registries, registry: str, count: int) -> list[Ask]:
    """Look `count` different records up; each answer must be, byte for byte, the one given here.

    Raises StateError if a record of the sample is not found.
    """
    recorder = Recorder(registries.wires()[registry])
    adapter = ADAPTERS[registry](recorder)
    service = SERVICES[registry]
    for body in registries.sample(registry, count, 1, service):
        call = Call(
            service=service,
            body=body,
            request_id=str(uuid.UUID(int=len(recorder.heard))),
            time_left_s=_PATIENCE_S,
        )
        if not (await adapter.answer(call)).found:
            raise StateError(f"{registry} does not find a record of its own sample")
    return [_ask(*both) for both in recorder.heard]


def _ask(call: NativeCall, answer: NativeAnswer) -> Ask:
    return Ask(
        what=f"{call.method} {call.path}",
        headers=dict(call.headers),
        body=call.body.decode(),
        expect=answer.body.decode(),
    )
