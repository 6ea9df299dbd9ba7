"""Which modules of the package a notebook uses, and which templates of HTML, read from its imports and from theirs."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

CODE_CELL = re.compile(
    r"(?ms)^```\{code-cell\}[^\n]*\n(?P<options>---\n.*?^---\n|(?::[\w-]+:[^\n]*\n)*)(?P<code>.*?)^```$"
)
"""A cell of an authored notebook; its options stand in one line each, or in a block between two lines of hyphens."""

TEMPLATE = re.compile(r"""\btemplate\("([\w.]+)"\)|{%-? (?:from|import|include) "([\w.]+)\"""")
"""Where a module or a template names a template."""


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
    source = path.read_text("utf-8")
    is_module = path.suffix == ".py"
    folder = path.parent / "templates" if is_module else path.parent
    named = frozenset(folder / next(filter(None, found)) for found in TEMPLATE.findall(source))
    return named | {file for name in _imported_names(source) for file in _files(name, package)} if is_module else named


def _public_modules(package: Path) -> list[str]:
    """Return the modules behind the package’s public names: those of its own that its ``__init__.py`` names as texts."""
    nodes = ast.walk(ast.parse((package / "__init__.py").read_text("utf-8")))
    named = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return sorted(name for name in named if name.isidentifier() and len(_files(f"{package.name}.{name}", package)) > 1)


@functools.lru_cache
def imported_modules(template: str, package: Path) -> frozenset[Path]:
    """Return the files of the package's modules that an authored notebook imports, directly or through another, with their templates.

    A notebook that imports the package itself may use its public names, which the package imports only when they are asked for.
    Raises SyntaxError where a code cell is no Python.
    """
    code = "\n".join(cell["code"] for cell in CODE_CELL.finditer(template))
    if package.name in _imported_names(code):
        code += "".join(f"\nimport {package.name}.{module}" for module in _public_modules(package))
    return modules_of(code, package)


def modules_of(code: str, package: Path) -> frozenset[Path]:
    """Return the files of the package's modules that Python code imports, directly or through another, with their templates."""
    waiting = {file for name in _imported_names(code) for file in _files(name, package)}
    reached: set[Path] = set()
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting |= _direct(path, package) - reached
    return frozenset(reached)
