"""Two ledgers compared: every difference is named, and each must have been declared with its reason."""

from pathlib import Path

import pandas as pd
import pytest

import compare_ledgers

ROW = {"page": "a", "isco08": "", "claim": "n", "text": "3", "value": "3", "rule": "rule-a", "rows": ""}
DECLARED = '[[change]]\npage = "{page}"\nclaim = "{claim}"\nkind = "{kind}"\nreason = "{reason}"\n'


def ledger(path: Path, *rows: dict[str, str]) -> str:
    """Write a ledger of these rows, each like ``ROW`` but for what it says."""
    frame = pd.DataFrame([ROW | row for row in rows])
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_csv(path, index=False)
    return str(path)


@pytest.mark.parametrize("ending", ["parquet", "csv.gz"])
def test_equal_ledgers_are_equal_in_whatever_order_and_format(ending: str, tmp_path: Path) -> None:
    rows = [{}, {"claim": "m"}, {"page": "b"}]
    old, new = ledger(tmp_path / "old.parquet", *rows), ledger(tmp_path / f"new.{ending}", *reversed(rows))
    assert compare_ledgers.main([old, new]) == 0


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        ([{}, {"claim": "m"}], "added", "added: a m"),
        ([{"page": "b"}], "removed", "removed: a n"),
        ([{}, {}], "added", "added: a n"),
        ([{"value": "4"}], "changed", "value: '3' → '4'"),
        ([{"rows": "2-5"}], "changed", "rows: '' → '2-5'"),
        ([{"rule": "rule-b", "text": "4"}], "changed", "text: '3' → '4'; rule: 'rule-a' → 'rule-b'"),
    ],
)
def test_a_difference_is_named_and_refused(
    rows: list[dict[str, str]], kind: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = ledger(tmp_path / "old.parquet", {}), ledger(tmp_path / "new.parquet", *rows)
    assert compare_ledgers.main([old, new]) == 1
    printed = capsys.readouterr().out
    assert said in printed and f"{kind}: " in printed and "NOT DECLARED" in printed, printed


@pytest.mark.parametrize(
    ("page", "claim", "kind", "status"),
    [
        ("a", "n", "changed", 0),
        ("*", "*", "changed", 0),
        ("a", "n", "added", 1),
        ("b", "n", "changed", 1),
        ("a", "N", "changed", 1),
    ],
)
def test_a_declared_difference_passes_and_no_other(
    page: str, claim: str, kind: str, status: int, tmp_path: Path
) -> None:
    old, new = ledger(tmp_path / "old.parquet", {}), ledger(tmp_path / "new.parquet", {"text": "4"})
    declared = tmp_path / "declared.toml"
    declared.write_text(DECLARED.format(page=page, claim=claim, kind=kind, reason="A new release."), "utf-8")
    assert compare_ledgers.main([old, new, str(declared)]) == status


def test_what_was_declared_and_did_not_come_about_is_refused(tmp_path: Path) -> None:
    same = ledger(tmp_path / "same.parquet", {})
    declared = tmp_path / "declared.toml"
    declared.write_text(DECLARED.format(page="a", claim="n", kind="changed", reason="A new release."), "utf-8")
    assert compare_ledgers.main([same, same, str(declared)]) == 1


@pytest.mark.parametrize(
    "text", [DECLARED.format(page="a", claim="n", kind="changed", reason=" "), '[[change]]\npage = "a"\n']
)
def test_a_declaration_without_a_reason_or_a_part_is_refused(text: str, tmp_path: Path) -> None:
    same, declared = ledger(tmp_path / "same.parquet", {}), tmp_path / "declared.toml"
    declared.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="has page, claim, kind and a reason"):
        compare_ledgers.main([same, same, str(declared)])
