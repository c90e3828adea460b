"""Find the statements after which the world is different: each needs a named point before and after it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Crossing = Callable[[ast.Call], bool]


def uncovered(file: Path, crosses: Crossing) -> Iterator[str]:
    """Places, as file:line, whose call crosses without statements `points.…(…)` before and after it.

    Between the two points there may be other crossings, and conditions around them, and nothing else.
    """
    for line in _bare(ast.parse(file.read_text("utf-8")).body, [], crosses):
        yield f"{file.name}:{line}"


def commits(call: ast.Call) -> bool:
    """`x.commit()`, `x.execute("COMMIT")`, a checkpoint."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "commit":
        return True
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(text.upper().startswith(("COMMIT", "END", "PRAGMA WAL_CHECKPOINT")) for text in texts)


def calls_out(call: ast.Call) -> bool:
    """`adapter.send(…)` and `fetch(…)` of a platform; a change of the vector index, a database of its own."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "fetch"
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    changes = {"adapter": {"send"}, "knowledge": {"put", "remove", "rebuild"}}
    return call.func.attr in changes.get(name.lstrip("_"), set())


def reached(file: Path) -> Iterator[str]:
    """Names of points written out in a file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reach":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def _bare(block: list[ast.stmt], around: list[tuple[list[ast.stmt], int]], crosses: Crossing) -> Iterator[int]:
    """Lines that cross between no two points, neither of their own block nor of one `around` it in the function."""
    for index, statement in enumerate(block):
        within = [*around, (block, index)]
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _bare(statement.body, [], crosses)
        elif inner := list(_blocks(statement)):
            for each in inner:
                yield from _bare(each, within, crosses)
        elif _contains(statement, crosses) and not any(_between(*place, crosses) for place in within):
            yield statement.lineno


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for node in (statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list) and block:
                yield block


def _between(block: list[ast.stmt], index: int, crosses: Crossing) -> bool:
    def first(statements: Iterable[ast.stmt]) -> ast.stmt | None:
        return next((each for each in statements if not _contains(each, crosses)), None)

    before, after = first(reversed(block[:index])), first(block[index + 1 :])
    return before is not None and after is not None and _is_point(before) and _is_point(after)


def _contains(statement: ast.stmt, crosses: Crossing) -> bool:
    return any(map(crosses, _calls(statement)))


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    return (node for node in ast.walk(statement) if isinstance(node, ast.Call))


def _is_point(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and isinstance(statement.value.func.value, ast.Name)
        and statement.value.func.value.id == "points"
    )
