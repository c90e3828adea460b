"""Find the statements after which the world is different: each needs a named point before and after it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

Crossing = Callable[[ast.Call], bool]


def uncovered(file: Path, crosses: Crossing) -> Iterator[str]:
    """Places, as file:line, whose call crosses without a statement `points.…(…)` right before and right after it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for body in _bodies(node):
            for index, statement in enumerate(body):
                if _is_simple(statement) and any(map(crosses, _calls(statement))):
                    before, after = body[max(index - 1, 0)], body[min(index + 1, len(body) - 1)]
                    if not (_is_point(before) and _is_point(after)):
                        yield f"{file.name}:{statement.lineno}"


def commits(call: ast.Call) -> bool:
    """`x.commit()`, `x.execute("COMMIT")`, a checkpoint."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "commit":
        return True
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(text.upper().startswith(("COMMIT", "END", "PRAGMA WAL_CHECKPOINT")) for text in texts)


def reached(file: Path) -> Iterator[str]:
    """Names of points written out in a file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reach":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body


def _is_simple(statement: ast.stmt) -> bool:
    return not any(True for _ in _bodies(statement)) and not isinstance(statement, ast.Match)


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
