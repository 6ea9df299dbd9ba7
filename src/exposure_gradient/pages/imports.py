"""Which modules of the package a notebook uses, read from its imports and from theirs."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

PUBLIC = "frames"
"""The module behind the package's public names; it imports all that the others need."""
CODE_CELL = re.compile(
    r"(?ms)^```\{code-cell\}[^\n]*\n(?P<options>---\n.*?^---\n|(?::[\w-]+:[^\n]*\n)*)(?P<code>.*?)^```$"
)
"""A cell of an authored notebook; its options stand in one line each, or in a block between two lines of hyphens."""


def _statements(within: ast.AST) -> Iterator[ast.stmt]:
    """Give every statement, however deep; an import is one, and expressions, of which there are many more, hold none."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(within, block, ())
        for node in inner if isinstance(inner, list) else ():
            if isinstance(node, ast.stmt):
                yield node
            yield from _statements(node)


def _imported_names(source: str) -> set[str]:
    """Return every dotted name that the source may import: each ``from a import b`` may mean the module ``a.b``."""
    names = set()
    for node in _statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _files(name: str, package: Path) -> list[Path]:
    """Return the files that importing a module of the package runs: the packages above it, and its own."""
    parts = name.split(".")
    if parts[0] != package.name:
        return []
    found = []
    for depth in range(1, len(parts) + 1):
        place = package.parent.joinpath(*parts[:depth])
        found += [path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()]
    return found


@functools.lru_cache
def _direct(path: Path, package: Path) -> frozenset[Path]:
    names = _imported_names(path.read_text("utf-8"))
    return frozenset(file for name in names for file in _files(name, package))


def imported_modules(template: str, package: Path) -> frozenset[Path]:
    """Return the files of the package's modules that an authored notebook imports, directly or through another.

    A notebook that imports the package itself may use its public names, which the package imports only when they are asked for.
    Raises SyntaxError where a code cell is no Python.
    """
    code = "\n".join(cell["code"] for cell in CODE_CELL.finditer(template))
    if package.name in _imported_names(code):
        code += f"\nimport {package.name}.{PUBLIC}"
    return modules_of(code, package)


def modules_of(code: str, package: Path) -> frozenset[Path]:
    """Return the files of the package's modules that Python code imports, directly or through another."""
    waiting = {file for name in _imported_names(code) for file in _files(name, package)}
    reached: set[Path] = set()
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting |= _direct(path, package) - reached
    return frozenset(reached)
