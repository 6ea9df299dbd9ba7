"""No sum of floats depends on the Python: since 3.12 the builtin `sum` compensates, before that it adds plainly."""

import ast
from collections.abc import Iterator

import jupytext
import pytest

from exposure_gradient.paths import ROOT

WHOLE = {
    "audit/audit.py": {"sum(self.pages.values())"},
    "audit/chance.py": {"sum((len(gaps) - 1 for gaps in own))", "sum(scores)"},
    "notebooks/methodology/trust.md": {"sum(column)"},
    "src/exposure_gradient/book/ext/parallel.py": {"sum(weights)"},
    "src/exposure_gradient/publication/figures/dot_plots.py": {"sum(counts)"},
    "src/exposure_gradient/sources/sheet.py": {"sum((part.file_size for part in parts))"},
}
"""Sums of whole numbers or of truth values that do not show it by themselves. What adds floats uses `math.fsum`."""
BUILTINS = ("all", "any", "int", "len", "round")


def is_plainly_whole(call: ast.Call) -> bool:
    """Return whether what is added is a comparison, a count or a fraction by its own form."""
    added = call.args[0]
    one = added.elt if isinstance(added, (ast.GeneratorExp, ast.ListComp)) else added
    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "map":
        one = ast.Call(one.args[0], [], [])
    counts = isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in BUILTINS
    named = isinstance(one, ast.Attribute) and one.attr.startswith(("is_", "n_"))
    exact = len(call.args) > 1 and ast.unparse(call.args[1]) == "Fraction(0)"
    return isinstance(one, (ast.Compare, ast.BoolOp)) or counts or named or exact


def sums(code: str) -> Iterator[str]:
    """Give every call of the builtin `sum` that may add floats."""
    for node in ast.walk(ast.parse(code)):
        is_sum = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum"
        if is_sum and not is_plainly_whole(node):
            yield ast.unparse(node)


def code_of_the_figures() -> Iterator[tuple[str, str]]:
    """Give the code that makes or checks figures, by its file: package, audit, oracle and the notebooks' cells."""
    for path in [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "audit").glob("*.py"),
        ROOT / "tests" / "support" / "oracle.py",
    ]:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for path in (ROOT / "notebooks").rglob("*.md"):
        cells = [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]
        yield path.relative_to(ROOT).as_posix(), "\n".join(cells)


def test_no_float_is_added_by_the_builtin_sum() -> None:
    found = {name: set(sums(code)) for name, code in code_of_the_figures()}
    new = [f"{name}: {call}" for name, calls in found.items() for call in sorted(calls - WHOLE.get(name, set()))]
    assert not new, "Add floats with math.fsum, or name the sum in WHOLE if it adds whole numbers:\n" + "\n".join(new)
    gone = [f"{name}: {call}" for name, calls in WHOLE.items() for call in calls - found.get(name, set())]
    assert not gone, "In WHOLE and no longer in the code:\n" + "\n".join(gone)


@pytest.mark.parametrize("code", ["sum(values)", "sum(x * x for x in values)", "sum((x - 1) ** 2 for x in v) / 2"])
def test_a_sum_that_may_add_floats_would_be_found(code: str) -> None:
    assert list(sums(code))


@pytest.mark.parametrize(
    "code", ["sum(x > 1 for x in v)", "sum(map(len, v))", "sum(o.is_exposed for o in v)", "sum(v, Fraction(0))"]
)
def test_a_sum_of_counts_or_fractions_is_none(code: str) -> None:
    assert not list(sums(code))
