"""The audit of the crosswalk, recomputed from the publishers' files alone and held against the chapter's claims."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import jupytext
import openpyxl
import pandas as pd
import pytest

import oracle as second_implementation
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.trail import CLAIMS_TYPE
from exposure_gradient.tables import load_audit

EXPECTED = {
    "groups": 427, "scored": 427, "pairs": 1549, "codes": 985, "all_codes": 1016, "most": 37, "median": 2, "widest": 27, "naive_empty": 29,
    "inherited": 281, "pooled": 95, "pooled_pages": 39, "soc_2018": 867, "no_row": 48, "no_row_military": 19, "no_row_unpublished": 1,
    "pool_members": 28, "pools": 12, "twice": 7, "empty": 1, "lost": 31, "military": 19, "ibs_pairs": 1131, "ibs_used": 1096,
    "onet_rows": 1164, "onet_used": 1135, "padded": 3,
}  # fmt: skip
"""What the audit is known to find; a change of these numbers is a change to be reviewed."""

Counts = dict[str, Any]


def rows_of(path: Path, sheet: str | None = None) -> list[tuple]:
    book = openpyxl.load_workbook(path, read_only=True)
    return list((book[sheet] if sheet else book.worksheets[0]).values)


@pytest.fixture(scope="module")
def recomputed(sources_folder: Path) -> Counts:
    """Count everything that the chapter claims from the files, by plain sets and loops."""
    bridge = pd.read_stata(sources_folder / second_implementation.BRIDGE_FILE)
    ibs = [
        (f"{group:04d}", f"{str(soc)[:2]}-{str(soc)[2:]}")
        for soc, group in zip(bridge["soc10"], bridge["isco08"], strict=True)
    ]
    scored = {f"{row[0]:0>4}" for row in pd.read_excel(sources_folder / second_implementation.SCORES_FILE, usecols=["ISCO_08"], engine="calamine").values}  # fmt: skip
    editions = [(old[:7], new) for old, _, new, *_ in rows_of(sources_folder / second_implementation.EDITIONS_FILE)[4:]]
    onet = {code: title for code, title, *_ in rows_of(sources_folder / second_implementation.OCCUPATIONS_FILE)[1:]}
    header, *oews = rows_of(sources_folder / second_implementation.EMPLOYMENT_FILE, "national_M2024_dl")
    code_at, kind_at = header.index("OCC_CODE"), header.index("O_GROUP")
    detailed = {row[code_at] for row in oews if row[kind_at] == "detailed"}
    broad = {row[code_at] for row in oews if row[kind_at] == "broad"}
    titles = {row[code_at]: row[header.index("OCC_TITLE")] for row in oews if row[kind_at] == "detailed"}

    pairs = {(group, new) for group, soc in ibs if group in scored for old, new in editions if old == soc}
    of_group, of_code = defaultdict(set), defaultdict(set)
    for group, code in pairs:
        of_group[group].add(code)
        of_code[code].add(group)
    soc_2018 = {code[:7] for code in onet}
    naive = {group for group, soc in ibs if group in scored and soc in soc_2018}
    no_row = soc_2018 - detailed
    not_soc = detailed - soc_2018  # what OEWS publishes under a code of its own: the pools
    military = {soc for soc in no_row if soc.startswith("55-")}
    committed = pd.read_csv(ROOT / "data" / "oews_pools.csv")
    members = dict(zip(committed["soc_2018"], committed["oews_code"], strict=True))
    sizes = sorted(len(codes) for codes in of_group.values())
    pooled = {(group, code) for group, code in pairs if code[:7] in members}
    inherited = {
        (group, code)
        for group, code in pairs
        if not code.endswith(".00") and (code[:7] in detailed or code[:7] in members)
    }
    blank = {(group, code) for group, code in pairs if code[:7] not in detailed and code[:7] not in members}
    lost = set(onet) - set(of_code)
    reached_soc = {soc for group, soc in ibs if group in scored}
    ones = {group for group, codes in of_group.items() if len(codes) == 1}
    alone = {code for code, groups in of_code.items() if len(groups) == 1}
    zeros = [group for group, _ in ibs if group.startswith("0")]
    return {
        "groups": len(of_group), "scored": len(scored), "pairs": len(pairs), "codes": len(of_code), "all_codes": len(onet),
        "most": sizes[-1], "median": sizes[len(sizes) // 2], "widest": max(map(len, of_code.values())),
        "naive_empty": len(scored - naive), "one_code": len(ones), "one_group": len(alone), "several_groups": len(of_code) - len(alone),
        "one_to_one": sum(group in ones and code in alone for group, code in pairs),
        "inherited": len(inherited), "inherited_pages": len({group for group, _ in inherited}), "inherited_codes": len({code for _, code in inherited}),
        "inherited_parents": len({members.get(code[:7], code[:7]) for _, code in inherited}),
        "pooled": len(pooled), "pooled_pages": len({group for group, _ in pooled}), "soc_2018": len(soc_2018), "no_row": len(no_row),
        "no_row_military": len(military), "no_row_unpublished": len(no_row - military - set(members)), "pool_members": len(members),
        "pools": len(set(members.values())), "twice": len(detailed & broad), "twice_same": len(detailed & broad),
        "without": len(blank), "without_pages": len({group for group, _ in blank}),
        "empty": sum(all((group, code) in blank for code in codes) for group, codes in of_group.items()),
        "lost": len(lost), "military": sum(code.startswith("55-") for code in lost), "padded": len(set(zeros)), "padded_rows": len(zeros),
        "ibs_pairs": len(ibs), "ibs_used": sum(group in scored and any(old == soc for old, _ in editions) for group, soc in ibs),
        "onet_rows": len(editions), "onet_used": sum(old in reached_soc for old, _ in editions),
        "_lost": lost, "_pools": set(members.values()), "_not_soc": not_soc, "_members": members, "_no_row": no_row, "_titles": titles,
        "_twice": detailed & broad, "_empty": {g for g, codes in of_group.items() if all((g, code) in blank for code in codes)},
        "_widest": max(of_group, key=lambda group: len(of_group[group])),
    }  # fmt: skip


@pytest.fixture(scope="module")
def claims() -> dict[str, Any]:
    """Run the chapter's cells in this process and return its claims' values by name."""
    chapter = jupytext.read(ROOT / "notebooks" / "methodology" / "crosswalk.md", fmt="md:myst")
    space: dict[str, Any] = {}
    for cell in chapter.cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, "crosswalk", "exec"), space)
    [*_, data] = space["ledger"].show()._repr_mimebundle_().values()
    assert CLAIMS_TYPE in space["ledger"].show()._repr_mimebundle_()
    return {claim["claim"].removeprefix("crosswalk."): claim["value"] for claim in data}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_files_give_what_the_design_expects(name: str, recomputed: Counts) -> None:
    assert recomputed[name] == EXPECTED[name]


def test_the_chapter_claims_what_the_files_give(recomputed: Counts, claims: dict[str, Any]) -> None:
    counted = {name: value for name, value in recomputed.items() if not name.startswith("_")}
    assert {name: claims.get(name) for name in counted} == counted


def test_every_count_of_the_chapter_is_recomputed_here(recomputed: Counts, claims: dict[str, Any]) -> None:
    elsewhere = {"routes", "naive_of", "naive_common", "naive_new", "added", "once", "repeated"}
    assert set(claims) - set(recomputed) == elsewhere


def test_the_pools_are_what_oews_publishes_beside_soc_2018(recomputed: Counts) -> None:
    assert recomputed["_pools"] == recomputed["_not_soc"]
    assert set(recomputed["_members"]) <= recomputed["_no_row"]
    for member, pool in recomputed["_members"].items():
        assert member[:5] == pool[:5], f"{member} lies in another minor group than {pool}"


def test_the_listed_codes_are_the_ones_found(recomputed: Counts) -> None:
    audit = load_audit()
    unused = audit.crosswalk_unused
    assert recomputed["_lost"] <= set(unused["onet_soc"].dropna())
    assert set(audit.oews_duplicates["oews_code"]) == recomputed["_twice"]
    assert recomputed["_empty"] == {"6340"} and recomputed["_widest"] == "2310"
