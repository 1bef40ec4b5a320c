"""As much of the Ethereum virtual machine as the deployless program needs, for want of a node in tests.

Written from the Yellow Paper, not from the program: opcodes the program should not use are unknown here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

WORD = 2**256


@dataclass
class World:
    """Contracts by address (20 bytes). A contract is a function of its call data; None is a revert."""

    contracts: dict[bytes, Callable[[bytes], bytes | None]] = field(default_factory=dict)
    calls: list[tuple[str, bytes, bytes]] = field(default_factory=list)

    def call(self, kind: str, to: bytes, data: bytes) -> tuple[int, bytes]:
        """Success and what was returned; an address without code succeeds and returns nothing."""
        self.calls.append((kind, to, data))
        contract = self.contracts.get(to)
        if contract is None:
            return 1, b""
        answer = contract(data)
        return (0, b"reverted") if answer is None else (1, answer)


def run(code: bytes, world: World) -> bytes:
    """What creation code returns."""
    stack: list[int] = []
    memory = bytearray(65536)
    returned, at = b"", 0
    while True:
        op, at = code[at], at + 1
        if 0x60 <= op <= 0x7F:
            size = op - 0x5F
            stack.append(int.from_bytes(code[at : at + size]))
            at += size
        elif op == 0x10:
            stack.append(int(stack.pop() < stack.pop()))
        elif op == 0x14:
            stack.append(int(stack.pop() == stack.pop()))
        elif op == 0x16:
            stack.append(stack.pop() & stack.pop())
        elif op == 0x39:
            to, start, size = stack.pop(), stack.pop(), stack.pop()
            memory[to : to + size] = code[start : start + size].ljust(size, b"\x00")
        elif op == 0x3D:
            stack.append(len(returned))
        elif op == 0x50:
            stack.pop()
        elif op == 0x51:
            start = stack.pop()
            stack.append(int.from_bytes(memory[start : start + 32]))
        elif op == 0x52:
            start, value = stack.pop(), stack.pop()
            memory[start : start + 32] = value.to_bytes(32)
        elif op == 0x5A:
            stack.append(30_000_000)
        elif op in {0xF1, 0xFA}:
            gas, address = stack.pop(), stack.pop()
            value = stack.pop() if op == 0xF1 else 0
            start, size, to, room = (stack.pop() for _ in range(4))
            assert gas > 0
            assert value == 0
            kind = "call" if op == 0xF1 else "staticcall"
            success, returned = world.call(kind, address.to_bytes(20), bytes(memory[start : start + size]))
            memory[to : to + min(room, len(returned))] = returned[:room]
            stack.append(success)
        elif op == 0xF3:
            start, size = stack.pop(), stack.pop()
            assert stack == []
            return bytes(memory[start : start + size])
        else:
            raise AssertionError(f"opcode {op:#x}")
