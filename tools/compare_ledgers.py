"""Compare two ledgers: which claims were added, removed or changed, and which of those differences nobody declared.

    python tools/compare_ledgers.py OLD NEW [DECLARED]

OLD and NEW are files ``ledger.parquet`` or ``ledger.csv.gz`` of two built books. DECLARED is a TOML file of the differences that are
meant, each with its reason:

    [[change]]
    page = "methodology/measures"
    claim = "measures.rows"      # as a pattern of the shell: "measures.*" means all of them
    kind = "changed"             # or "added", or "removed"
    reason = "The file of the new release has more rows."

The exit status is 1 where a difference is not declared, and where what is declared has not come about.
"""

import argparse
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

KEY = ["page", "claim"]
KEYS = {"page", "claim", "kind", "reason"}


def read(path: Path) -> pd.DataFrame:
    """Return a ledger with each claim of each page as a row; a claim that a page has twice is numbered."""
    as_text = {"dtype": str, "keep_default_na": False}
    rows = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, **as_text)
    rows["number"] = rows.groupby(KEY).cumcount()
    return rows.set_index([*KEY, "number"]).fillna("")


def differences(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that differ: page, claim, kind of difference and what differs."""
    both = old.index.intersection(new.index)
    columns = old.columns.union(new.columns, sort=False)
    before, after = (rows.reindex(index=both, columns=columns, fill_value="") for rows in (old, new))
    found = [(*key[:2], "removed", "") for key in old.index.difference(new.index)]
    found += [(*key[:2], "added", "") for key in new.index.difference(old.index)]
    apart = before.ne(after)
    for key, differs in apart[apart.any(axis=1)].iterrows():
        names = columns[differs]
        what = "; ".join(f"{name}: {before.at[key, name]!r} → {after.at[key, name]!r}" for name in names)
        found.append((*key[:2], "changed", what))
    return pd.DataFrame(found, columns=[*KEY, "kind", "what"])


def declared_in(path: Path | None) -> list[dict[str, str]]:
    """Return the declared differences; raises ValueError for one that does not say all that it has to."""
    changes = [] if path is None else tomllib.loads(path.read_text("utf-8")).get("change", [])
    for change in changes:
        if change.keys() != KEYS or not change["reason"].strip():
            raise ValueError(f"{path}: a change has page, claim, kind and a reason, and nothing else: {change}")
    return changes


def is_meant(change: dict[str, str], row: pd.Series) -> bool:
    """Say whether a declared difference is the one found."""
    return change["kind"] == row["kind"] and all(fnmatchcase(row[name], change[name]) for name in KEY)


def main(arguments: list[str]) -> int:
    """Print the differences and return the exit status."""
    parser = argparse.ArgumentParser(description="Compare two ledgers.")
    for name in ("old", "new"):
        parser.add_argument(name, type=Path)
    parser.add_argument("declared", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    changes, old, new = declared_in(options.declared), read(options.old), read(options.new)
    found = differences(old, new)
    meant = [[is_meant(change, row) for change in changes] for _, row in found.iterrows()]
    for (_, row), by in zip(found.iterrows(), meant, strict=True):
        reason = changes[by.index(True)]["reason"] if any(by) else "NOT DECLARED"
        print(f"{row['kind']}: {row['page']} {row['claim']} {row['what']} ({reason})".replace("  ", " "))
    idle = [change for place, change in enumerate(changes) if not any(by[place] for by in meant)]
    for change in idle:
        print(f"declared, and not found: {change['kind']} {change['page']} {change['claim']}")
    undeclared = sum(not any(by) for by in meant)
    counts = ", ".join(f"{(found['kind'] == kind).sum():,} {kind}" for kind in ("added", "removed", "changed"))
    print(f"{len(old):,} and {len(new):,} claims: {counts}; {undeclared:,} not declared.")
    return int(bool(undeclared or idle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
