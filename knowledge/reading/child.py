"""The process that reads one file: limits itself first, takes the file from standard input, answers in lines of JSON.

First line in: the order. Then the file's bytes, to the end. Lines out: {"progress": [done, all]} any number of times,
then one of {"reading"}, {"table"} and {"unreadable"}. It opens no file, writes none and needs no environment.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from typing import Any, Literal

from knowledge.reading.port import Limits, Progress, Reading, Table
from knowledge.reading.stop import Stop

Task = Literal["read", "table"]


@dataclass(frozen=True, slots=True)
class Order:
    task: Task
    name: str
    limits: Limits

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def ordered(line: bytes) -> Order:
    """What `Order.line` wrote."""
    order = json.loads(line)
    return Order(order["task"], order["name"], Limits(**order["limits"]))


def main() -> None:
    order = ordered(sys.stdin.buffer.readline())
    _confine(order.limits)
    _answer(_outcome(order, sys.stdin.buffer.read()))


def _confine(limits: Limits) -> None:
    """Before anything of the file is looked at. Each limit is a wall: nothing in here can raise it again."""
    seconds = int(limits.seconds) + 1
    walls = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    )
    for wall, most in walls:
        hard = resource.getrlimit(wall)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(wall, (most, most))


def _outcome(order: Order, data: bytes) -> dict[str, Any]:
    try:
        if order.task == "table":
            return {"table": asdict(_table(data, order))}
        return {"reading": asdict(_reading(data, order, _tell))}
    except Stop as stop:
        return {"unreadable": stop.reason}
    except MemoryError:
        return {"unreadable": "size"}
    except Exception:
        # The parsers raise whatever a hostile file makes them raise; all of it means one thing to the person.
        return {"unreadable": "damaged"}


def _reading(data: bytes, order: Order, progress: Progress) -> Reading:
    from knowledge.reading.documents import reading

    return reading(data, order.name, order.limits, progress)


def _table(data: bytes, order: Order) -> Table:
    from knowledge.reading.tables import table

    return table(data, order.name, order.limits)


def _tell(done: int, total: int) -> None:
    _answer({"progress": [done, total]})


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
