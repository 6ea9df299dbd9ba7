"""From a table to cells: employment by code in each group, checked, with what cannot be placed as parts of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from exposure_gradient.employment.codes import NOT_STATED, TOTAL, Code
from exposure_gradient.employment.marks import as_text, is_total, listed, rows_of
from exposure_gradient.employment.reach import Reach
from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import quoted

RELATIVE = 1e-9
"""What binary arithmetic alone may make a sum differ by."""
TOTAL_OF_CODES = re.compile(r"_(T|TOTAL)$")
"""How the codes of SDMX end that mean a total, such as SEX_T."""
NESTED, TOTALS = ("separate", "totals"), ("sum", "stated")


@dataclass
class Group:
    """One group of rows: employment by label, and the parts that cannot be placed. ``suppressed`` is NaN where nothing tells how much."""

    key: tuple[Hashable, ...]
    placed: dict[str, float] = field(default_factory=dict)
    not_stated: float = 0.0
    suppressed: float = 0.0
    n_suppressed: int = 0
    missing: float = 0.0
    n_rows: int = 0
    half: float = 0.0
    """Half a unit of the last place that the table shows: by how much rounding can change each of its figures."""
    suppressed_codes: set[str] = field(default_factory=set)
    stated: float = math.nan


@dataclass(frozen=True)
class Rows:
    """The rows of a table, read: the code of each, its amount in persons (NaN where suppressed), its group, and the table itself."""

    frame: pd.DataFrame
    heading: str
    codes: Sequence[Code]
    code_of: np.ndarray
    amounts: np.ndarray
    granule: float
    text_of: np.ndarray
    group_of: np.ndarray
    keys: Sequence[tuple[Hashable, ...]]

    def labels(self, wanted: np.ndarray) -> list[Any]:
        """Return the labels of rows, as messages name them."""
        return self.frame.index[wanted].tolist()


def chosen(frame: pd.DataFrame, where: Mapping[str, Any] | None) -> pd.DataFrame:
    """Return the rows that have the values named, compared as text. Raises InputError where a column or every row is missing."""
    check_columns(frame, [])
    if where is not None and not isinstance(where, Mapping):
        raise InputError(f"where={where!r} is not a dict of columns and values.")
    for heading, value in (where or {}).items():
        check_columns(frame, [heading])
        wanted = {as_text(one) for one in (value if isinstance(value, list | tuple | set) else [value])}
        texts = frame[heading].map(as_text)
        has = texts.isin(wanted).to_numpy(dtype=bool)
        if not has.any():
            raise InputError(
                f"column {heading}: no row has {listed(sorted(wanted))}. There are {listed(dict.fromkeys(texts))}."
            )
        frame = frame[has]
    if not len(frame):
        raise InputError("the table has no rows.")
    return frame


def check_columns(frame: pd.DataFrame, headings: Sequence[str]) -> None:
    """Raise InputError for a heading that a table does not have, or has twice."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError("the table is not a pandas frame. Read a file with read_employment().")
    for heading in headings:
        n = list(frame.columns).count(heading)
        if n != 1:
            fault = f"there is no column {quoted(str(heading))}" if not n else f"there are {n} columns {heading}"
            raise InputError(f"{fault}. The columns are {', '.join(map(str, frame.columns))[:300]}.")


def groups_of(frame: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, list[tuple[Hashable, ...]]]:
    """Return the place of each row’s group, and the groups by their values in order; a missing value is the empty text."""
    if not by:
        return np.zeros(len(frame), dtype="int64"), [()]
    columns = [
        frame[name].astype(object).where(frame[name].notna(), "") if frame[name].isna().any() else frame[name]
        for name in by
    ]
    frame = pd.concat(columns, axis=1)
    try:
        number = frame.groupby(list(by), sort=False, observed=True, dropna=False).ngroup().to_numpy()
    except TypeError:
        raise InputError(
            f"by={list(by)}: a column holds lists or other objects that are neither texts nor numbers."
        ) from None
    first = frame.iloc[pd.Series(number).drop_duplicates().index]
    keys = list(first.itertuples(index=False, name=None))
    order = sorted(range(len(keys)), key=lambda place: tuple((isinstance(part, str), part) for part in keys[place]))
    rank = np.empty(len(keys), dtype="int64")
    rank[order] = np.arange(len(keys))
    return rank[number], [keys[place] for place in order]


def _differing(rows: Rows, wanted: np.ndarray, used: set[str]) -> list[str]:
    """Say by which other columns rows with one code differ, with the values."""
    part = rows.frame[wanted]
    texts = {name: dict.fromkeys(map(as_text, part[name])) for name in part.columns if name not in used}
    return [f"{name} ({listed(values)})" for name, values in texts.items() if len(values) > 1]


def check_repeated(rows: Rows, used: set[str], name_of: Callable[[Code], str]) -> None:
    """Raise InputError where a code has two rows in a group: two surveys, two years, or a column that is not named."""
    # There are several marks that no occupation is stated, and each may have a row.
    is_mark = np.array([code.kind == NOT_STATED for code in rows.codes])[rows.code_of]
    own = np.where(is_mark, len(rows.codes) + rows.text_of, rows.code_of)
    key = rows.group_of.astype("int64") * (len(rows.codes) + int(rows.text_of.max()) + 1) + own
    twice = pd.Series(key).duplicated().to_numpy()
    if not twice.any():
        return
    first = key[twice.argmax()]
    wanted = key == first
    differ = _differing(rows, wanted, used)
    said = f"column {rows.heading}, {rows_of(rows.labels(wanted))}: {name_of(rows.codes[rows.code_of[twice.argmax()]])}"
    if differ:
        raise InputError(
            f"{said} has {int(wanted.sum()):,} rows, which differ in {'; '.join(differ[:4])[:400]}. Choose one with where={{column: value}}, "
            "part them with by=[column], or say repeated='add' to add them up."
        )
    raise InputError(
        f"{said} has {int(wanted.sum()):,} rows. Remove all but one, or say repeated='add' to add them up."
    )


def check_added(rows: Rows, used: set[str]) -> None:
    """Raise InputError where rows that are to be added up hold totals beside their parts, such as SEX_T beside SEX_F."""
    for heading in rows.frame.columns:
        column = rows.frame[heading]
        if heading in used or pd.api.types.is_numeric_dtype(column):
            continue
        texts = sorted({as_text(value) for value in column.unique()})
        of_total = [text for text in texts if is_total(text.upper()) or TOTAL_OF_CODES.search(text.upper())]
        if of_total and len(texts) > 1:
            others = [text for text in texts if text not in of_total]
            raise InputError(
                f"column {heading}: {listed(of_total)} stands beside {listed(others)}, and adding these up would count people twice. Choose "
                f"with where={{{heading!r}: …}}, or part them with by=."
            )


def summed(rows: Rows) -> list[Group]:
    """Return the groups with employment added up by code; the order of rows changes no sum (``math.fsum``)."""
    groups = [Group(key) for key in rows.keys]
    key = rows.group_of.astype("int64") * len(rows.codes) + rows.code_of
    if key.size and key.max() < 2**16:
        key = key.astype("uint16")  # which numpy sorts by counting
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order])) + 1
    for part in np.split(order, edges) if len(order) else ():
        group = groups[rows.group_of[part[0]]]
        code = rows.codes[rows.code_of[part[0]]]
        amounts = rows.amounts[part]
        known = amounts[~np.isnan(amounts)]
        amount, n_suppressed = math.fsum(known.tolist()), len(amounts) - len(known)
        group.n_rows += len(part)
        if code.kind == TOTAL:
            if not n_suppressed:
                group.stated = amount
            continue
        if n_suppressed:
            group.n_suppressed += n_suppressed
            group.suppressed_codes.add(code.code)
        if code.kind == NOT_STATED:
            group.not_stated = math.fsum((group.not_stated, amount))
        elif len(known):
            group.placed[code.code] = math.fsum((group.placed.get(code.code, 0.0), amount))
    for group in groups:
        group.half = rows.granule / 2
    return groups


def _people(persons: float) -> str:
    """Write a number of persons for a message, with ten digits at most."""
    return f"{Decimal(f'{persons:.10g}'):,f}"


def _name(group: Group) -> str:
    return f" in {', '.join(map(quoted, map(as_text, group.key)))}" if group.key else ""


def split_nested(group: Group, reach: Reach, nested: str | None) -> None:
    """Settle codes that stand in a group together with codes below them, as 21 and 211 do.

    With ``nested="totals"`` the coarser one is the total of those below it, and what it has beyond them is placed in the rest of
    it; with ``"separate"`` each stands for people of its own. Raises InputError without either, and where parts exceed their total.
    """
    present = sorted({*group.placed, *group.suppressed_codes} - {""}, key=lambda code: (-len(code), code))
    outer = {code: [c for c in present if len(c) > len(code) and c.startswith(code)] for code in present}
    outer = {code: inner for code, inner in outer.items() if inner}
    if not outer or nested == "separate":
        return
    if nested is None:
        code = min(outer)
        raise InputError(
            f"the codes {code} and {', '.join(sorted(outer[code])[:3])} stand together{_name(group)}. Say nested='totals' if the coarser "
            "code is the total of those below it, nested='separate' if it stands for people who are not among these."
        )
    given = dict(group.placed)
    for code, inner in outer.items():
        if code in group.suppressed_codes:  # a total that is not published says nothing beyond its parts
            group.suppressed_codes.discard(code)
            group.n_suppressed -= 1
        if code not in given:
            continue
        top = [c for c in inner if c in given and not any(c != o and c.startswith(o) and o in given for o in inner)]
        rest = math.fsum((given[code], *(-given[c] for c in top)))
        slack = (len(top) + 1) * group.half + RELATIVE * given[code]
        del group.placed[code]
        if rest < -slack:
            raise InputError(
                f"the codes below {code}{_name(group)} add up to {_people(given[code] - rest)}, more than the {_people(given[code])} of {code} itself. "
                "Correct the table, or say nested='separate' if the coarser code stands for people of its own."
            )
        if rest > slack:
            _place_rest(group, reach, code, top, inner, rest)


def _place_rest(group: Group, reach: Reach, code: str, top: list[str], inner: list[str], rest: float) -> None:
    covered = {place for c in top for place in reach.units.below[c]}
    left = tuple(place for place in reach.units.below[code] if place not in covered)
    if not left and code not in reach.units.has_unscored:
        raise InputError(
            f"the codes below {code}{_name(group)} name every unit group and leave {_people(rest)} of {code} "
            "without one. Correct the table, or say nested='separate' if the coarser code stands for people of its own."
        )
    label = f"{code} without {', '.join(sorted(top))}" if top else code
    if top:
        reach.with_rest(label, left, bool(left) and code in reach.partly)
    group.placed[label] = rest
    hidden = [c for c in inner if c in group.suppressed_codes and not any(c.startswith(t) for t in top)]
    group.suppressed_codes -= {*hidden}  # their people are in the rest
    group.n_suppressed -= len(hidden)


def settle_total(group: Group, total: str | None) -> None:
    """Hold the cells of a group against its stated total; what suppressed cells hold is the difference.

    Raises InputError where rounding does not explain the difference and ``total`` does not settle it.
    """
    added = math.fsum((*group.placed.values(), group.not_stated))
    hidden = group.n_suppressed > 0
    if math.isnan(group.stated) or total == "sum":
        group.suppressed = math.nan if hidden else 0.0
        return
    difference = math.fsum((group.stated, -added))
    slack = group.n_rows * group.half + RELATIVE * max(group.stated, added)
    if abs(difference) <= slack and not hidden:
        return
    if hidden and difference >= -slack:
        group.suppressed = max(difference, 0.0)
        return
    if difference > 0 and total == "stated":
        group.missing = difference
        return
    kind = "less" if difference > 0 else "more"
    settles = (
        "total='stated' to count the difference as a share of its own, or " if difference > 0 else ""
    ) + "total='sum' to go by the sum"
    raise InputError(
        f"the occupations{_name(group)} add up to {_people(added)}, {kind} than the stated total of {_people(group.stated)} by "
        f"{_people(abs(difference))}, which rounding does not explain. Correct the table, or say {settles}."
    )
