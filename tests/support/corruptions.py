"""Ways to spoil what the book is made from: each names the file, the row and the column that a message must name.

Four families: publishers' files as they are fetched (the registry's hash must refuse them), the same with the spoilt file's hash
put into the registry (the derivation must), the tables of ``data/``, and the declarations beside these.
"""

import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from small_sources import ILO_COLUMNS, ONET_HEADER, Small, as_file

FETCHED = "Publishers’ files as they are fetched"
TAKEN_IN = "Publishers’ files whose hash was put into the registry"
TABLES = "Tables of data/"
DECLARED = "Declarations of data/"
FAMILIES = (FETCHED, TAKEN_IN, TABLES, DECLARED)

ROW = 5
"""The row of a small file that is spoilt, counted from 0 below the header."""


@dataclass(frozen=True)
class Corruption:
    """One way to spoil one file: what it becomes (None: it is gone), and what the message must name.

    ``named`` is the file that the message names, where that is another one than the file that is spoilt.
    """

    family: str
    file: str
    kind: str
    detail: str
    content: Callable[[], bytes | None]
    words: tuple[str, ...] = ()
    named: str = ""

    @property
    def name(self) -> str:
        """What a failing test shows."""
        return f"{self.file}: {self.kind}, {self.detail}" if self.detail else f"{self.file}: {self.kind}"


# --- Bytes -----------------------------------------------------------------------------------------------------------

HTML = b"<!DOCTYPE html><html><body>Sign in to the network</body></html>"
BOMB = 66 * 2**20
TABLE = "xl/worksheets/sheet1.xml"


def flipped(content: bytes) -> bytes:
    """One bit in the middle is another one."""
    spoilt = bytearray(content)
    spoilt[len(spoilt) // 2] ^= 1
    return bytes(spoilt)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook with other parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, part: bytes) -> Callable[[bytes], bytes]:
    return lambda content: repacked(content, lambda parts: parts.update({name: part}))


def without_part(name: str) -> Callable[[bytes], bytes]:
    return lambda content: repacked(content, lambda parts: parts.pop(name))


def in_table(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """The first cell of the second row is written otherwise."""

    def change(parts: dict[str, bytes]) -> None:
        changed = re.sub(old, new, parts[TABLE], count=1)
        assert changed != parts[TABLE], old
        parts[TABLE] = changed

    return lambda content: repacked(content, change)


def part_twice(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(zipfile.ZipInfo(TABLE), b"<worksheet/>")
    return out.getvalue()


def bomb_that_lies(content: bytes) -> bytes:
    """A part declares a hundred bytes and unpacks to many millions."""
    packed = bytearray(with_part("xl/media/bomb.xml", bytes(BOMB))(content))
    for size in (place.start() for place in re.finditer(re.escape(struct.pack("<L", BOMB)), bytes(packed))):
        packed[size : size + 4] = struct.pack("<L", 100)
    return bytes(packed)


def encrypted(content: bytes) -> bytes:
    """Every part says that it is encrypted."""
    spoilt = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), content):
            spoilt[found.start() + place] |= 1
    return bytes(spoilt)


CELL = rb'<c r="(A[0-9]+)"[^>]*?(?:/>|>.*?</c>)'
WORKBOOKS: dict[str, tuple[str, Callable[[bytes], bytes], tuple[str, ...]]] = {
    "unpacks to too much": ("zip bomb", with_part("xl/media/bomb.xml", bytes(BOMB)), ("unpacks to",)),
    "declares less than it unpacks to": ("zip bomb", bomb_that_lies, ()),
    "a formula": ("formula", in_table(CELL, rb'<c r="\1"><f>1+1</f><v>2</v></c>'), ("cell A", "formula")),
    "a formula over a range": ("formula", in_table(CELL, rb'<c r="\1" s="1"><f t="array" ref="A2:A3">B2:B3</f><v>1</v></c>'), ("cell A",)),
    "a formula that fetches": ("formula", in_table(CELL, rb'<c t="str" r="\1"><f>WEBSERVICE("https://evil.example")</f><v>1</v></c>'), ("cell A",)),
    "a cell in error": ("wrong type", in_table(CELL, rb'<c r="\1" t="e"><v>#REF!</v></c>'), ("cell A", "error")),
    "links to another workbook": ("external link", with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), ("externalLink1",)),
    "a connection to a database": ("external link", with_part("xl/connections.xml", b"<connections/>"), ("connections.xml",)),
    "a macro": ("external link", with_part("xl/vbaProject.bin", b"\x00"), ("vbaProject",)),
    "entities": ("external link", with_part(TABLE, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'), ("entities",)),
    "a part twice": ("duplicate", part_twice, ("twice",)),
    "no table": ("truncated", without_part(TABLE), ()),
    "no list of sheets": ("truncated", without_part("xl/workbook.xml"), ()),
    "encrypted": ("broken encoding", encrypted, ()),
    "an archive of something else": ("swapped file", lambda _: repacked(as_file("oews", pd.DataFrame({"a": [1]})), dict.clear), ()),
    "a table that breaks off": ("truncated", lambda content: repacked(content, lambda parts: parts.update({TABLE: parts[TABLE][: len(parts[TABLE]) // 2]})), ()),
}  # fmt: skip
"""What can be wrong with a workbook whatever its table holds: kind, what is done, and what the message must say."""

PLAIN: dict[str, tuple[str, Callable[[bytes], bytes], tuple[str, ...]]] = {
    "a byte that is no UTF-8": ("broken encoding", lambda content: content.replace(b"\n", b"\n\xe9", 1), ("line 2",)),
    "UTF-16": ("broken encoding", lambda content: content.decode().encode("utf-16"), ("line 1",)),
    "a null byte": ("broken encoding", lambda content: content.replace(b"\n", b"\n\0", 1), ()),
    "a byte-order mark": ("broken encoding", lambda content: b"\xef\xbb\xbf" + content, ()),
    "a quotation mark that is never closed": (
        "truncated",
        lambda content: content.replace(b"\n", b'\n"', 1),
        ("line",),
    ),
    "a cell too many": (
        "wrong number of cells",
        lambda content: content.replace(b"\n", b",1\n", 2).replace(b",1\n", b"\n", 1),
        ("line 2",),
    ),
    "a cell too few": ("wrong number of cells", lambda content: content[: content.rindex(b",")] + b"\n", ("line",)),
    "an empty line": ("wrong number of cells", lambda content: content.replace(b"\n", b"\n\n", 2), ("line 2",)),
}
"""What can be wrong with a CSV file whatever it holds."""

ANY: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty": ("empty file", lambda _: b""),
    "half of it": ("truncated", lambda content: content[: len(content) // 2]),
    "its first bytes": ("truncated", lambda content: content[:20]),
    "a page of a network's sign-in": ("swapped file", lambda _: HTML),
    "noise": ("swapped file", lambda _: bytes(range(256)) * 20),
}


def fetched(small: Small) -> Iterator[Corruption]:
    """Files as they are fetched: any byte that differs, and any other file in their place."""
    keys = list(small.files)
    for number, (key, content) in enumerate(small.files.items()):
        file = small.registry()[key].file_name
        other = small.files[keys[(number + 1) % len(keys)]]
        changes: list[tuple[str, str, Callable[[], bytes]]] = [
            ("wrong hash", "a bit flipped", lambda content=content: flipped(content)),
            ("wrong hash", "a byte too many", lambda content=content: content + b"\n"),
            ("swapped file", "another source", lambda other=other: other),
        ]
        changes += [(kind, detail, lambda do=do, content=content: do(content)) for detail, (kind, do) in ANY.items()]
        for kind, detail, do in changes:
            yield Corruption(FETCHED, file, kind, detail, do, (f"[{key}]", "expected"))


# --- Files whose hash was put into the registry -----------------------------------------------------------------------

BAD_SCORES = (1.2, -0.1, "high", "nan", "inf", "1_0", "٠.٥", 1e300, "0,5", True)
BAD_MEANS = ("", 2, "x")
BIDI = "Turned \u202e round"
CELLS: dict[str, dict[str, tuple[Any, ...]]] = {
    "ilo_scores": {
        "ISCO_08": ("", "abc", 0, 99, 12345, -1111, 1111.5, True),
        "taskID": ("", 0, -1, 1.5, 99, "first"),
        "score_2023": BAD_SCORES,
        "predicted_score_2025_gpt4o": BAD_SCORES,
        "predicted_score_2025_gemini": BAD_SCORES,
        "score_2025": ("", *BAD_SCORES),
        "source": ("", "guessed", 1),
        "label1d": ("", "Managers", "0 - Armed forces", "9 - Another major group"),
        "mean_score_2023": BAD_MEANS,
        "mean_score_2025": BAD_MEANS,
        "SD_2023": BAD_MEANS,
        "SD_2025": BAD_MEANS,
        "potential25": ("", "Exposed: Gradient 5", "gradient 1"),
        "potential23": ("", "Doomed"),
        "Task_ISCO": ("", "nan", "  ", 7, BIDI, "w" * 30000),
        "prediction_justification_gpt4o": (7, BIDI, "\u200bhidden"),
        "prediction_justification_gemini": (7, BIDI, "soft\u00adhyphen"),
    },
    "isco_structure": {
        "Level": ("", "five", "0", "2.5", "1"),
        "ISCO 08 Code": ("", "11111", "1a", "1A", "١١"),
        "Title EN": (
            "",
            "   ",
            "Chiefs <b>of</b> Villages",
            "two\nlines",
            "two  blanks",
            BIDI,
            "a\u00a0no-break blank",
        ),
    },
    "ibs_crosswalk": {"soc10": (0, 99, 999999, -1), "isco08": (-1, 99, 9998, 320)},
    "onet_2010_to_2019": {
        "O*NET-SOC 2010 Code": ("", "11-1011", "11.1011.00", 111011, "11-1011.00\n"),
        "O*NET-SOC 2019 Code": ("", "11-1011", "99-9999.00", 111011, "１１-1011.00"),
    },
    "onet_occupations": {
        "O*NET-SOC Code": ("", "11-1011", 111011, "11-1011.0"),
        "Title": ("", 7, "@SUM(A1)", "<script>alert(1)</script>", "two  blanks", BIDI),
    },
    "oews": {
        "OCC_CODE": ("", "111011", 111011, "11-1011.00"),
        "O_GROUP": ("", "family", 1),
        "TOT_EMP": ("", "**", -5, 0.5, "1,000", "#", 1e400),
    },
    "eloundou_scores": {
        "O*NET-SOC Code": ("", "11-1011", "99-9999.00", "=cmd()"),
        "human_rating_beta": ("", "1.5", "-0.1", "nan", "inf", "0x1"),
        "dv_rating_gamma": ("", "2", "1e400"),
    },
    "tomlinson_scores": {
        "SOC Code": ("", "11-1011.00", "99-9999", "+1+1"),
        "ai_applicability_score": ("", "1.5", "-0.1", "nan", "inf", "half"),
    },
    **{
        f"employment_{country}": {
            "isco_code": ("", "11", "199", "=1+1"),
            "2014": ("-1", "nan", "1,5", "few"),
            "2018": ("inf",),
        }
        for country in ("gbr", "fra", "ita")
    },
    "employment_pak": {
        "OC2": ("", "OC2_ISCO08_9", "OC2_ISCO08_19", "OC2_ISCO88_11"),
        "TIME_PERIOD": ("", "15", "2015-Q1"),
        "OBS_VALUE": ("-1", "nan", "many"),
        "OBS_STATUS": ("Q", " "),
        "SEX": ("SEX_F", ""),
        "UNIT_MULT": ("0", ""),
    },
}
"""Cells that no file may hold, by source and column."""

KEYS = {
    "ilo_scores": "taskID", "isco_structure": "ISCO 08 Code", "ibs_crosswalk": "soc10", "onet_2010_to_2019": "O*NET-SOC 2019 Code",
    "onet_occupations": "O*NET-SOC Code", "oews": "OCC_CODE", "eloundou_scores": "O*NET-SOC Code", "tomlinson_scores": "SOC Code",
    "employment_gbr": "isco_code", "employment_fra": "isco_code", "employment_ita": "isco_code", "employment_pak": "OC2",
}  # fmt: skip
KNOWN_BY_OTHERS = ("isco_structure", "onet_2010_to_2019", "onet_occupations")
"""Files whose missing rows are missed by another file, which the message names then: see below."""
NOT_READ = {"Title"}
"""Columns of the ILO's file that the small one has and nothing is taken from."""


def kind_of(column: str, value: Any) -> str:
    """Say in a few words what is wrong with a cell."""
    text = str(value)
    if value == "":
        return "missing cell"
    if text.lower() in ("nan", "inf") or value == 1e400:
        return "NaN or infinite"
    if "score" in column or "rating" in column or column.startswith(("mean", "SD")):
        return "score outside 0–1" if re.fullmatch(r"-?[0-9.]+(e[+]?[0-9]+)?", text) else "wrong type"
    if not text.isprintable() or "<" in text or "  " in text:
        return "text that is none to print"
    return "unknown code or number"


def set_cell(frame: pd.DataFrame, row: int, column: str, value: Any) -> pd.DataFrame:
    """A table with another value in one cell."""
    changed = frame.copy()
    changed[column] = changed[column].astype(object)
    changed.at[row, column] = value
    return changed


def swapped(frame: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """A table in which two columns have changed names."""
    return frame.rename(columns={a: b, b: a})


def twice(frame: pd.DataFrame, row: int) -> pd.DataFrame:
    """A table in which a row stands again after itself."""
    return pd.concat([frame.iloc[: row + 1], frame.iloc[row:]], ignore_index=True)


def in_stata(frame: pd.DataFrame) -> bytes:
    """Stata's whole numbers have no place for text: where a column holds other numbers, they are made as wide as needed."""
    return as_file("ibs_crosswalk", frame.astype("int32"))


def first_row(key: str) -> int:
    """The number that a file's first row below the header has."""
    return {"ibs_crosswalk": 1, "onet_2010_to_2019": ONET_HEADER + 2}.get(key, 2)


def _written(key: str, frame: pd.DataFrame) -> bytes:
    return in_stata(frame) if key == "ibs_crosswalk" and "isco08" in frame and "soc10" in frame else as_file(key, frame)


def _of_the_table(small: Small, key: str) -> Iterator[tuple[str, str, Callable[[], bytes], tuple[str, ...]]]:
    frame = small.frames[key]
    row = f"row {ROW + first_row(key)}"
    for column, values in CELLS[key].items():
        for value in values:
            shown = repr(value) if len(repr(value)) < 40 else f"{repr(value)[:30]}…"
            yield (
                kind_of(column, value),
                f"{column} {shown}",
                lambda c=column, v=value: _written(key, set_cell(frame, ROW, c, v)),
                (row, column),
            )
    columns = [column for column in (ILO_COLUMNS if key == "ilo_scores" else CELLS[key]) if column not in NOT_READ]
    for column in columns:
        yield "missing column", column, lambda c=column: as_file(key, frame.drop(columns=c)), (column,)
        yield "renamed column", column, lambda c=column: as_file(key, frame.rename(columns={c: f"my_{c}"})), (column,)
    if key != "ibs_crosswalk":  # whose columns Stata itself keeps apart
        for column in columns[:2]:
            yield "duplicate", f"column {column}", lambda c=column: as_file(key, _column_again(frame, c)), (column,)
    yield "duplicate", "a row", lambda: _written(key, twice(frame, ROW)), (f"row {ROW + 1 + first_row(key)}", KEYS[key])
    yield "empty file", "a header without rows", lambda: as_file(key, frame.iloc[:0]), ()
    if key in KNOWN_BY_OTHERS:
        return
    yield "missing row", "nothing but the first row", lambda: _written(key, frame.iloc[:1]), ()


def _column_again(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return pd.concat([frame, frame[column]], axis="columns")


def _of_the_scores(small: Small) -> Iterator[tuple[str, str, Callable[[], bytes], tuple[str, ...]]]:
    frame = small.frames["ilo_scores"]

    def written(changed: pd.DataFrame) -> Callable[[], bytes]:
        return lambda: as_file("ilo_scores", changed)

    yield "missing row", "a task in the middle", written(frame.drop(index=ROW)), (f"row {ROW + 2}", "taskID")
    yield (
        "missing row",
        "an occupation’s tasks but one",
        written(frame[(frame["ISCO_08"] != 3211) | (frame["taskID"] == 1)]),
        ("column mean_score",),
    )
    yield "missing row", "the first task", written(frame.drop(index=0)), ("row 2", "taskID")
    yield "out of order", "two tasks", written(frame.iloc[[1, 0, *range(2, len(frame))]]), ("row 2", "taskID")
    yield "out of order", "the whole file", written(frame.iloc[::-1]), ("row 2", "taskID")
    yield "swapped columns", "the years", written(swapped(frame, "score_2023", "score_2025")), ("row", "score_2025")
    yield (
        "swapped columns",
        "the models’ years",
        written(swapped(frame, "predicted_score_2025_gpt4o", "score_2023")),
        ("column mean_score_2023",),
    )
    yield (
        "swapped columns",
        "the published means",
        written(swapped(frame, "mean_score_2023", "mean_score_2025")),
        ("column mean_score",),
    )
    yield "swapped columns", "statement and score", written(swapped(frame, "Task_ISCO", "score_2025")), ()
    yield "swapped columns", "code and task", written(swapped(frame, "ISCO_08", "taskID")), ()
    halved = frame.assign(score_2025=frame["score_2025"].map(lambda score: score / 2))
    yield "other scale", "scores halved", written(halved), ("column mean_score_2025",)
    yield (
        "other scale",
        "scores in per cent",
        written(frame.assign(score_2025=frame["score_2025"] * 100)),
        ("row", "score_2025"),
    )
    yield (
        "no longer as corrected",
        "the dropped row has a statement",
        written(frame.assign(Task_ISCO=frame["Task_ISCO"].replace("nan", "A statement after all"))),
        ("Task_ISCO", "declared correction"),
    )
    yield (
        "no longer as corrected",
        "the dropped row is gone",
        written(frame[(frame["ISCO_08"] != 7126) | (frame["taskID"] < 6)]),
        ("7126/6",),
    )
    yield (
        "misread encoding",
        "every apostrophe",
        written(frame.assign(potential25=frame["potential25"].str.replace("e", "Ã©"))),
        ("row 2", "potential25"),
    )
    others = {
        "potential25": "Minimal Exposure",
        "potential23": "Automation Potential",
        "SD_2025": 0.999,
        "label1d": "2 - Professionals",
    }
    for column, other in others.items():
        yield (
            "wrong type",
            f"{column} differs within an occupation",
            written(set_cell(frame, 2, column, other)),
            ("row 4", column),
        )


def _of_the_crosswalk(small: Small) -> Iterator[tuple[str, str, str, str, Callable[[], bytes], tuple[str, ...]]]:
    ibs, onet, isco = small.frames["ibs_crosswalk"], small.frames["onet_2010_to_2019"], small.frames["isco_structure"]
    nowhere = ibs.assign(soc10=range(550000, 550000 + len(ibs)))
    yield "ibs_crosswalk", "ibs_crosswalk", "points nowhere", "every pair", lambda: in_stata(nowhere), ("1111", "soc10")
    lost = ibs[ibs["isco08"] != 3211]
    yield (
        "ibs_crosswalk",
        "ibs_crosswalk",
        "points nowhere",
        "one occupation has no pair",
        lambda: in_stata(lost),
        ("3211", "soc10"),
    )
    turned = ibs.rename(columns={"soc10": "isco08", "isco08": "soc10"})
    yield "ibs_crosswalk", "ibs_crosswalk", "swapped columns", "", lambda: in_stata(turned), ("column isco08",)
    elsewhere = onet.assign(**{"O*NET-SOC 2010 Code": [f"55-{1000 + row}.00" for row in range(len(onet))]})
    yield (
        "onet_2010_to_2019",
        "ibs_crosswalk",
        "points nowhere",
        "every row",
        lambda: as_file("onet_2010_to_2019", elsewhere),
        ("1111", "soc10"),
    )
    text = ibs.assign(isco08=ibs["isco08"].astype(str))
    yield (
        "ibs_crosswalk",
        "ibs_crosswalk",
        "wrong type",
        "codes with letters",
        lambda: as_file("ibs_crosswalk", text.assign(isco08="x" + text["isco08"])),
        ("row 1", "isco08"),
    )
    half = ibs.assign(isco08=ibs["isco08"] + 0.5)
    yield (
        "ibs_crosswalk",
        "ibs_crosswalk",
        "wrong type",
        "codes and a half",
        lambda: as_file("ibs_crosswalk", half),
        ("row 1", "isco08"),
    )
    gaps = ibs.assign(isco08=ibs["isco08"].astype(float).where(ibs.index != ROW))
    yield (
        "ibs_crosswalk",
        "ibs_crosswalk",
        "NaN or infinite",
        "a missing code",
        lambda: as_file("ibs_crosswalk", gaps),
        (f"row {ROW + 1}", "isco08"),
    )
    yield (
        "isco_structure",
        "isco_structure",
        "missing row",
        "a major group",
        lambda: as_file("isco_structure", isco[isco["ISCO 08 Code"] != "3"]),
        ("ISCO 08 Code", "no group above"),
    )
    yield (
        "isco_structure",
        "ilo_scores",
        "missing row",
        "a unit group that is scored",
        lambda: as_file("isco_structure", isco[isco["ISCO 08 Code"] != "3211"]),
        ("ISCO_08", "3211"),
    )
    for key, other in (("onet_2010_to_2019", "ibs_crosswalk"), ("onet_occupations", "onet_2010_to_2019")):
        first = small.frames[key].iloc[:1]
        yield (
            key,
            other,
            "missing row",
            "nothing but the first row",
            lambda key=key, first=first: as_file(key, first),
            (),
        )


def _no_longer_as_corrected(small: Small) -> Iterator[tuple[str, str, Callable[[], bytes], tuple[str, ...]]]:
    ilo, isco = small.frames["ilo_scores"], small.frames["isco_structure"]
    for key, frame, column, before, after, name in [
        ("ilo_scores", ilo, "potential23", "The Big Uknown", "The Big Unknown", "category-2023"),
        ("ilo_scores", ilo, "Task_ISCO", "¬¥", "’", "mojibake-acute"),
        ("ilo_scores", ilo, "Task_ISCO", "\n", " ", "merged-task"),
        ("isco_structure", isco, "Title EN", "Aministrators", "Administrators", "title-2522"),
        ("isco_structure", isco, "Title EN", "and  Operators", "and Operators", "title-7223"),
    ]:
        right = frame.assign(**{column: frame[column].str.replace(before, after)})
        yield key, f"what {name} corrects", lambda key=key, right=right: as_file(key, right), (column, name, f"[{key}]")


def taken_in(small: Small) -> Iterator[Corruption]:
    """The same files, spoilt, with their own hash in the registry: as when somebody takes in a new release unseen."""
    for key, content in small.files.items():
        file = small.registry()[key].file_name

        def corruption(
            kind: str, detail: str, do: Callable[[], bytes], words: tuple[str, ...], file: str = file
        ) -> Corruption:
            return Corruption(TAKEN_IN, file, kind, detail, do, words)

        for detail, (kind, do) in ANY.items():
            yield corruption(kind, detail, lambda do=do, content=content: do(content), ())
        of_its_kind = WORKBOOKS if file.endswith(".xlsx") else PLAIN if file.endswith(".csv") else {}
        for detail, (kind, do, words) in of_its_kind.items():
            yield corruption(kind, detail, lambda do=do, content=content: do(content), words)
        for kind, detail, made, words in _of_the_table(small, key):
            yield corruption(kind, detail, made, words)
    for kind, detail, made, words in _of_the_scores(small):
        yield Corruption(TAKEN_IN, small.registry()["ilo_scores"].file_name, kind, detail, made, words)
    for key, named, kind, detail, made, words in _of_the_crosswalk(small):
        registry = small.registry()
        yield Corruption(TAKEN_IN, registry[key].file_name, kind, detail, made, words, registry[named].file_name)
    for key, detail, made, words in _no_longer_as_corrected(small):
        yield Corruption(
            TAKEN_IN, small.registry()[key].file_name, "no longer as corrected", detail, made, words, "corrections.csv"
        )


# --- Tables and declarations ------------------------------------------------------------------------------------------

TABLE_CELLS: dict[str, dict[str, tuple[str, ...]]] = {
    "task_scores": {
        "isco08": ("", "111", "9998", "١١١١", "1111.0"), "task": ("", "0", "1.5", "first", "77"),
        "score_2023": ("1.2", "-0.1", "nan", "inf", "1_0", "0x1"), "score_2025_gemini": ("27", "NaN", " 0.5"),
        "score_2025": ("", "1.2", "-1", "inf", "high", "٠.٥"), "is_reconciled": ("", "maybe", "true"), "has_statement": ("", "1"),
        "source_row": ("", "1", "-7", "2.5", "9" * 30),
    },
    "occupations": {
        "isco08": ("", "9998", "111"), "title": ("", "a <b>title</b>", "two  blanks", " blank", BIDI, "zero\u200bwidth"),
        "major_code": ("0", "9", ""), "ilo_mean_2023": ("1.01", ""), "ilo_sd_2025": ("-0.1", "nan"), "band": ("", "Gradient 5", "gradient 1"),
        "category_2023": ("Doomed", ""), "source_row": ("0", "x"),
    },
    "isco_groups": {"code": ("", "9998", "77", "1a"), "level": ("family", "unit", ""), "title": ("", "<i>", BIDI), "title_in_scores": ("two  blanks",)},
    "crosswalk": {
        "isco08": ("9998", ""), "soc_2010": ("111031", "", "55-9999"), "onet_soc_2010": ("11-1031", "99-9999.00"),
        "onet_soc": ("99-9999.00", "11-1031", ""), "ibs_row": ("0", ""), "onet_row": ("1", "x"),
    },
    "us_occupations": {
        "onet_soc": ("", "11-1011"), "title": ("", "<script>alert(1)</script>", "\u2028"), "oews_code": ("11.1011", ""),
        "employment": ("-5", "many", "0.5", "", "inf"), "is_pooled": ("no", ""), "oews_row": ("1", ""),
    },
    "crosswalk_unused": {"source": ("elsewhere", ""), "row": ("0",), "isco08": ("9998",), "why": ("", "<b>")},
    "oews_duplicates": {"oews_code": ("", "13"), "broad_employment": ("-1", ""), "detailed_row": ("1",)},
    "us_jobs": {"oews_code": ("", "99-9999"), "employment": ("-1", ""), "median_annual": ("0", "much"), "is_above_limit": ("",)},
    "eloundou": {"onet_soc": ("", "99-9999.00"), "human_beta": ("1.5", "", "nan"), "gpt4_gamma": ("-1", "inf")},
    "tomlinson": {"soc_code": ("", "99-9999", "11-1011.00"), "applicability": ("-0.1", "", "nan")},
    "employment_ita": {"year": ("2019", ""), "isco08": ("11", "199", ""), "employment": ("-1", "x", "nan"), "source_row": ("1",)},
    "employment_pak": {"survey": ("", "<b>"), "isco08": ("9", "19", ""), "status": ("Q",)},
    "oews_pools": {"soc_2018": ("", "131021"), "oews_code": ("", "13-1020.00")},
    "oews_coverage": {"isco08": ("", "32111"), "left_out": ("", "mining"), "reason": ("",)},
    "everyday_titles": {"title": ("", "<b>", BIDI), "isco08": ("", "832", "8322, 8332")},
    "dictionary": {"table": ("", "elsewhere"), "column": ("", "another"), "type": ("", "word"), "source": ("", "nowhere"), "meaning": ("", "<b>")},
    "published": {"id": ("",), "what": ("",), "value": ("", "0.7", "many", "-1", "1e3"), "decimals": ("", "x", "12"), "where": ("",)},
    "corrections": {
        "id": ("",), "source": ("", "nowhere"), "column": ("",), "scope": ("", "everywhere", "12345"), "action": ("rewrite", ""),
        "count": ("", "0", "many", "-1", "1.5"), "why": ("",),
    },
}  # fmt: skip
"""Cells that no table of ``data/`` may hold, by table and column."""

HAND_WRITTEN = ("oews_pools", "oews_coverage", "everyday_titles", "dictionary", "published", "corrections")


def _csv_cell(text: str, row: int, column: str, value: str) -> bytes:
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    frame.loc[row, column] = value
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _csv_frame(text: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> bytes:
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    return change(frame).to_csv(index=False, lineterminator="\n").encode("utf-8")


WHOLE_TABLES: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "the last one": ("missing column", lambda frame: frame.iloc[:, :-1]),
    "the first one": ("missing column", lambda frame: frame.iloc[:, 1:]),
    "the last one is called otherwise": (
        "renamed column",
        lambda frame: frame.rename(columns={frame.columns[-1]: "surprise"}),
    ),
    "one too many": ("renamed column", lambda frame: frame.assign(surprise="1")),
    "in another order": ("swapped columns", lambda frame: frame.iloc[:, ::-1]),
    "a column": ("duplicate", lambda frame: _column_again(frame, frame.columns[0])),
    "a row": ("duplicate", lambda frame: twice(frame, 0)),
    "a header without rows": ("empty file", lambda frame: frame.iloc[:0]),
}
MAY_BE_EMPTY = ("published", "corrections", "oews_pools", "oews_coverage", "everyday_titles", "dictionary")


def tables(small: Small) -> Iterator[Corruption]:
    """The tables, and those of the declarations that are tables."""
    for name, cells in TABLE_CELLS.items():
        family = DECLARED if name in HAND_WRITTEN else TABLES
        file = f"{name}.csv"
        text = (small.data / file).read_text("utf-8")
        row = 1 if name in HAND_WRITTEN else min(ROW, text.count("\n") - 2)
        for column, values in cells.items():
            for value in values:
                if name == "crosswalk_unused" and column == "isco08":
                    row = 0
                if name == "us_occupations" and column in ("oews_code", "employment", "oews_row"):
                    row = next(n for n, line in enumerate(text.splitlines()[1:]) if line.rsplit(",", 1)[1])
                yield Corruption(family, file, kind_of(column, value), f"{column} {value!r}",
                                 lambda t=text, r=row, c=column, v=value: _csv_cell(t, r, c, v), ("line", column))  # fmt: skip
        yield Corruption(family, file, "missing file", "", lambda: None, ("missing",))
        for detail, (kind, do) in ANY.items():
            if detail != "half of it":
                yield Corruption(family, file, kind, detail, lambda t=text, do=do: do(t.encode()))
        for detail, (kind, do, words) in PLAIN.items():
            yield Corruption(family, file, kind, detail, lambda t=text, do=do: do(t.encode()), words)
        for detail, (kind, change) in WHOLE_TABLES.items():
            if not (kind == "empty file" and name in MAY_BE_EMPTY and name != "dictionary"):
                yield Corruption(family, file, kind, detail, lambda t=text, change=change: _csv_frame(t, change))
    for name in ("task_scores", "crosswalk"):
        lines = (small.data / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
        left = "".join(line for line in lines if not line.startswith("3211,")).encode("utf-8")
        yield Corruption(TABLES, f"{name}.csv", "points nowhere", "nothing of one occupation", lambda left=left: left,
                         ("line", "isco08", "3211"), "occupations.csv")  # fmt: skip


TOML: dict[str, dict[str, tuple[str, str, tuple[str, ...]]]] = {
    # what is replaced (a pattern), by what, and what the message must name
    "sources.toml": {
        "missing field: sha256": (r'(?m)^sha256 = .*$', "", ("ilo_scores", "sha256")),
        "missing field: licence": (r'(?m)^licence = .*$', "", ("ilo_scores", "licence")),
        "missing entry: oews": (r"(?s)\[oews\].*?(?=\[eloundou)", "", ("oews",)),
        "renamed column: an entry": (r"\[ibs_crosswalk\]", "[ibs]", ("ibs_crosswalk",)),
        "renamed column: a field": (r"(?m)^short_name = ", "shortname = ", ("short_name",)),
        "wrong type: a hash that is a number": (r'(?m)^sha256 = .*$', "sha256 = 1", ("sha256",)),
        "wrong hash: too short": (r'(?m)^sha256 = .*$', 'sha256 = "e0a3"', ("sha256",)),
        "wrong hash: capitals": (r'(?m)^sha256 = .*$', f'sha256 = "{"E" * 64}"', ("sha256",)),
        "wrong hash: of the archive": (r'(?m)^archive_sha256 = .*$', 'archive_sha256 = "x"', ("archive_sha256",)),
        "wrong type: a size that is text": (r"(?m)^bytes = .*$", 'bytes = "many"', ("bytes",)),
        "wrong type: a size of nothing": (r"(?m)^bytes = .*$", "bytes = 0", ("bytes",)),
        "wrong type: a size that is true": (r"(?m)^bytes = .*$", "bytes = true", ("bytes",)),
        "wrong type: a size that is infinite": (r"(?m)^bytes = .*$", "bytes = inf", ("bytes",)),
        "path outside: above": (r'(?m)^path = .*$', 'path = "../../etc/passwd.csv"', ("path",)),
        "path outside: absolute": (r'(?m)^path = .*$', 'path = "/etc/passwd.csv"', ("path",)),
        "path outside: another kind of file": (r'(?m)^path = .*$', 'path = "ilo/scores.pickle"', ("path",)),
        "path outside: of an archive’s member": (r'(?m)^member = .*$', 'member = "../x.dta"', ("member",)),
        "address: a script": (r'(?m)^landing = .*$', 'landing = "javascript:alert(1)"', ("landing",)),
        "address: a file": (r'(?m)^address = .*$', 'address = "file:///etc/passwd"', ("address",)),
        "address: not encrypted": (r'(?m)^address = .*$', 'address = "http://example.org/x.xlsx"', ("address",)),
        "text that is none to print: two lines": (r'(?m)^name = .*$', 'name = "a\\nb"', ("name",)),
        "text that is none to print: turned round": (r'(?m)^publisher = .*$', 'publisher = "a\\u202eb"', ("publisher",)),
        "missing cell: a citation": (r'(?m)^citation = .*$', 'citation = " "', ("citation",)),
        "wrong type: a list": (r'(?m)^release = .*$', 'release = ["a"]', ("release",)),
        "wrong type: an entry that is text": (r"(?m)^\[ilo_scores\]$", 'surprise = "x"\n[ilo_scores]', ("surprise",)),
        "duplicate: a field": (r'(?m)^name = ', 'name = "x"\nname = ', ()),
        "duplicate: an entry": (r"\[oews\]", "[ilo_scores]", ()),
        "truncated: a text that is never closed": (r'(?m)^name = "', 'name = ', ()),
    },
    "edition.toml": {
        "missing field: id": (r'(?m)^id = .*$', "", ("id",)),
        "missing field: authors": (r'(?m)^authors = .*$', "", ("authors",)),
        "renamed column: a field": (r"(?m)^title = ", "titel = ", ("title",)),
        "wrong type: a number": (r'(?m)^id = .*$', "id = 2026.1", ("id",)),
        "wrong type: a date": (r'(?m)^date = .*$', "date = 2026-11-23", ("date",)),
        "unknown code: no such day": (r'(?m)^date = .*$', 'date = "2026-02-30"', ("date",)),
        "unknown code: another order": (r'(?m)^date = .*$', 'date = "23.11.2026"', ("date",)),
        "markup in a name: id": (r'(?m)^id = .*$', 'id = "<script>"', ("id",)),
        "markup in a name: a blank": (r'(?m)^id = .*$', 'id = "2026 1"', ("id",)),
        "address: no slash at its end": (r'(?m)^site = .*$', 'site = "https://a.example"', ("site",)),
        "address: a script": (r'(?m)^site = .*$', 'site = "javascript:alert(1)/"', ("site",)),
        "address: a quotation mark": (r'(?m)^site = .*$', "site = 'https://a.example/\"><script>/'", ("site",)),
        "text that is none to print: two lines": (r'(?m)^title = .*$', 'title = "a\\nb"', ("title",)),
        "text that is none to print: turned round": (r'(?m)^authors = .*$', 'authors = "a\\u202eb"', ("authors",)),
        "missing cell: title": (r'(?m)^title = .*$', 'title = ""', ("title",)),
        "duplicate: a field": (r'(?m)^id = ', 'id = "x"\nid = ', ()),
        "truncated: a text that is never closed": (r'(?m)^id = "', 'id = ', ()),
    },
    "benchmark.json": {
        "missing field: machine": (r'"machine"', '"engine"', ("machine",)),
        "missing field: figures": (r'"figures"', '"numbers"', ("figures",)),
        "missing field: cores": (r'"cores"', '"kernels"', ("cores",)),
        "missing field: a figure’s unit": (r'"unit"', '"units"', ("figure 1", "unit")),
        "missing field: target": (r'"target"', '"aim"', ("target",)),
        "NaN or infinite: a value": (r'"value": [0-9.]+', '"value": NaN', ("NaN",)),
        "NaN or infinite: a bound": (r'"high": [0-9.]+', '"high": Infinity', ("Infinity",)),
        "wrong type: text": (r'"value": [0-9.]+', '"value": "fast"', ("figure 1", "value")),
        "wrong type: true": (r'"repeats": [0-9]+', '"repeats": true', ("figure 1", "repeats")),
        "wrong type: a list": (r'"cpu": "[^"]*"', '"cpu": []', ("machine", "cpu")),
        "score outside its range: above the highest": (r'"high": [0-9.]+', '"high": 0.001', ("stock_run_page", "high")),
        "score outside its range: below nothing": (r'"low": [0-9.]+', '"low": -1', ("stock_run_page",)),
        "truncated: a bracket is missing": (r"\}\s*$", "", ()),
    },
}  # fmt: skip


def declarations(small: Small) -> Iterator[Corruption]:
    """The registry, the edition and the benchmark."""
    for file, cases in TOML.items():
        text = (small.data / file).read_text("utf-8")
        for case, (pattern, new, words) in cases.items():
            kind, _, detail = case.partition(": ")

            def made(text: str = text, pattern: str = pattern, new: str = new) -> bytes:
                changed = re.sub(pattern, lambda _: new, text, count=1)
                assert changed != text, pattern
                return changed.encode("utf-8")

            yield Corruption(DECLARED, file, kind, detail, made, words)
        yield Corruption(DECLARED, file, "missing file", "", lambda: None, ("missing",))
        yield Corruption(DECLARED, file, "empty file", "", lambda: b"")
        yield Corruption(DECLARED, file, "swapped file", "noise", lambda: bytes(range(256)))
        yield Corruption(
            DECLARED, file, "broken encoding", "UTF-16", lambda text=text: text.encode("utf-16"), ("line 1",)
        )
        yield Corruption(
            DECLARED, file, "broken encoding", "Latin-1", lambda text=text: text.encode() + b"\n# \xe9", ("line",)
        )
        yield Corruption(DECLARED, file, "swapped file", "a list", lambda: json.dumps([1]).encode())
        yield Corruption(DECLARED, file, "swapped file", "nested without end", lambda: b"x = " + b"[" * 100_000)


def every(small: Small) -> list[Corruption]:
    """Every corruption, in the order of the families."""
    found = [*fetched(small), *taken_in(small), *tables(small), *declarations(small)]
    return sorted(found, key=lambda one: FAMILIES.index(one.family))
