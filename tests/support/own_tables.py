"""A reader's own table, read and computed twice: by the Python package, and by the scripts of the page in a browser."""

import base64
import math
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Page

import exposure_gradient as eg
from exposure_gradient.employment.countries import country_data
from exposure_gradient.tables import load_countries
from spoilt_tables import MINOR_GROUPS, UNIT_GROUPS, spoilt_tables

IN_THE_BROWSER = """async (cases) => {
    await loadScript("data/unit_groups.js");
    const units = prepareUnits(window.exposureGradientUnits);
    const plain = (value) => JSON.parse(JSON.stringify(value));
    return cases.map(({ name, content, options }) => {
        try {
            const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
            return plain({ groups: employmentByExposure(tableOfText(textOfBytes(bytes, name), name), units, options) });
        } catch (error) {
            if (!(error instanceof TableFault)) throw error;
            return plain({ fault: error.fault, settles: error.settles });
        }
    });
}"""
FIGURES = ["lower", "equal_split", "upper"]
PREFIXES = ("", "ISCO-08 ", "OC3_ISCO08_", "isco08: ")


@dataclass
class Case:
    """A table as a file, with how it is to be read."""

    about: str
    content: bytes
    options: dict[str, Any] = field(default_factory=dict)


def in_the_browser(page: Page, cases: list[Case]) -> list[dict[str, Any]]:
    """Return for each case what the page's scripts make of it: the figures of each group, or the fault and what settles it."""
    asked = [
        {"name": "table.csv", "content": base64.b64encode(one.content).decode(), "options": one.options}
        for one in cases
    ]
    return page.evaluate(IN_THE_BROWSER, asked)


def by_the_package(case: Case) -> dict[str, Any]:
    """Return what the Python package makes of a case, in the same form; of a fault the whole message."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(case.content)
        try:
            frame = eg.read_employment(path)
            by = case.options.get("by", [])
            result = eg.employment_by_exposure(frame, **case.options)
        except eg.InputError as error:
            return {"fault": str(error)}
    keys = list(result.exposed().index) if by else [()]
    return {"groups": [_group(result, key if isinstance(key, tuple) else (key,), bool(by)) for key in keys]}


def _group(result: Any, key: tuple[str, ...], is_parted: bool) -> dict[str, Any]:
    def own(frame: Any) -> Any:
        return frame.loc[key if len(key) > 1 else key[0]] if is_parted else frame

    cells = result.cells()
    if is_parted and len(cells):
        cells = cells[(cells[list(result.by)] == list(key)).all(axis=1)]
    figures = ["code", "level", "employment", "n_unit_groups", *FIGURES]
    return {
        "key": list(key),
        "coverage": own(result.coverage()).drop("placed_by_crosswalk").to_dict(),  # the page takes none
        "exposed": own(result.exposed()).to_dict(),
        "bands": [row._asdict() for row in own(result.bands()).itertuples(index=False)],
        "distribution": [
            [row.Index, {name: getattr(row, name) for name in FIGURES}]
            for row in own(result.distribution()).itertuples()
        ],
        "exposure": own(result.exposure()).to_dict(),
        "cells": [
            dict(zip(figures, row, strict=True))
            for row in cells.reindex(columns=figures).itertuples(index=False, name=None)
        ],
    }


def differences(wanted: Any, found: Any, place: str = "") -> Iterator[str]:
    """Yield where two results differ: numbers by more than the order of a sum explains, everything else at all."""
    if isinstance(wanted, dict):
        for name in wanted.keys() | found.keys():
            yield from differences(wanted.get(name), found.get(name), f"{place}.{name}")
    elif isinstance(wanted, list):
        if len(wanted) != len(found):
            yield f"{place}: {len(wanted)} and {len(found)}"
        for number, (one, other) in enumerate(zip(wanted, found, strict=False)):
            yield from differences(one, other, f"{place}[{number}]")
    elif isinstance(wanted, float) and math.isnan(wanted):
        if found is not None:
            yield f"{place}: NaN in Python, {found} in the browser"
    elif isinstance(wanted, int | float) and isinstance(found, int | float):
        if not math.isclose(wanted, found, rel_tol=1e-12, abs_tol=1e-12):
            yield f"{place}: {wanted!r} in Python, {found!r} in the browser"
    elif str(wanted).replace(" ", "_").replace("-", "_") != str(found).replace(" ", "_").replace("-", "_"):
        yield f"{place}: {wanted!r} in Python, {found!r} in the browser"


# --- Tables --------------------------------------------------------------------------------------------------------------


def csv(frame: pd.DataFrame, encoding: str = "utf-8", **options: Any) -> bytes:
    """A frame as the bytes of a CSV file."""
    return frame.to_csv(index=False, lineterminator="\n", **options).encode(encoding)


def of_countries() -> list[Case]:
    """The committed tables of the countries, whole and by year."""
    cases = []
    for key in load_countries().index:
        data = country_data(key)
        options = {name: data.options[name] for name in ("code", "weight", "unit")}
        where = {column: str(value) for column, value in data.where.items()}
        cases.append(Case(f"{data.name}, {data.year}", csv(data.table), options | {"where": where}))
        cases.append(Case(f"{data.name} by year", csv(data.table), options | {"by": ["year"]}))
    return cases


def of_chance(number: int) -> list[Case]:
    """Sound tables of every kind: codes of all lengths, ways to write them, marks, separators, encodings, groups, nested codes, totals."""
    cases = []
    for seed in range(number):
        chance = random.Random(seed)
        pool = [*UNIT_GROUPS, *MINOR_GROUPS, *sorted({code[:2] for code in UNIT_GROUPS}), "X", "9999", "0110", "03"]
        codes = chance.sample(pool, chance.randint(3, 60))
        prefix, mark, separator = chance.choice(PREFIXES), chance.choice(".,"), chance.choice(";\t|")
        encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
        rows = []
        for sex in chance.choice([("all",), ("men", "women", "não declarado")]):
            for code in codes:
                jobs = f"{chance.uniform(0, 5000):.{chance.randint(0, 3)}f}".replace(".", mark)
                text = chance.choice([jobs] * 12 + ["x", ":", "", f"{jobs} u", "1 234 567"])
                rows.append((f"{prefix}{code}" if code.isdigit() and code != "9999" else code, text, sex))
        if chance.random() < 0.3:
            rows.append((chance.choice(["TOTAL", "T"]), "123456789", "women"))
        chance.shuffle(rows)
        frame = pd.DataFrame(rows, columns=["Isco_08", "Employed", "sex"])
        options: dict[str, Any] = {"digits": chance.choice([None, "mixed"]), "decimal": chance.choice([None, mark])}
        options |= {"by": ["sex"]} if chance.random() < 0.6 else {"repeated": chance.choice([None, "add"])}
        options |= {
            "nested": chance.choice([None, "totals", "separate", "separate"]),
            "total": chance.choice([None, "stated", "sum"]),
        }
        options["unit"] = chance.choice([None, 1000, 2.5])
        cases.append(Case(f"by chance, {seed}", csv(frame, encoding, sep=separator), options))
    return cases


def spoilt(number: int) -> list[Case]:
    """The generated spoilt tables of the Python package, those that a file can hold."""
    options = {"code": "isco", "weight": "jobs"}
    return [
        Case(f"{seed} {one.way}", csv(one.frame), options | one.options)
        for seed, one in enumerate(spoilt_tables(number))
    ]


WRITTEN = (
    "2512 2512.0 2512,0 ISCO-08_2512 isco08:2512 OC2_ISCO08_23 OCU_ISCO08_2 OC23 OC01 oc_23 0110 011 2510 2500 2000 5120 0 9 99 9999 99999 X x "
    "T TOT _T _X _Z NA . OC2_ISCO08_X OCX 110 210 310 11 1 01 001 0001 100 1000 ISCO-88_2512 ISCO68-1 25.12 25120 -9 2599 cook"
)
CODES = [
    *WRITTEN.split(),
    "2512 Software developers",
    "23 - Teaching",
    "OC23: Teaching",
    "ALL OCCUPATIONS",
    "not stated",
    "12 345",
    "é2512",
    "2512 é",
    "2512 ?",
]
NUMBERS = [
    "1234,5", "1.234,5", "1,234.5", "1 234,5", "1\u202f234", "1\u00a0234", "1'234.5", "1’234", "1,234", "0,234", "12,3456", "1.2.3", "1,234,567", "1.234.567",
    "1e3", "1E-2", "1e400", "-1", "−1", "+5", "5.", ".5", "5,", "5k", "12%", ": u", ":", "12 (b)", "12b", "12 bu", "(12)", "-", "--", "[x]", "#REF!", "0", "",
    "1_000", "١", "0x10", "Infinity", "1 23", "1 2345", "12 345 678,9",
]  # fmt: skip


def of_cells() -> list[Case]:
    """Tables of a few rows, one for each way to write a code or a number, alone and beside another."""
    cases = []
    for code in CODES:
        for other in ("4132", "011"):
            for digits in (None, 4):
                frame = pd.DataFrame({"isco": [code, other], "jobs": ["5", "7"]})
                cases.append(Case(f"code {code!r} beside {other}", csv(frame, sep=";"), {"digits": digits}))
    for number in NUMBERS:
        for other in ("5", "1,5", "1.5", "1.234", "1,234.5"):
            frame = pd.DataFrame({"isco": ["4132", "2512"], "jobs": [number, other]})
            cases.append(Case(f"number {number!r} beside {other!r}", csv(frame, sep=";")))
    return cases


SDMX = "REF_AREA,SOURCE,OC2,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\n"
FILES = {
    "sep= above the headings": b"sep=;\nisco;jobs\n41;5\n",
    "lines of Windows and empty ones": b"\r\nisco,jobs\r\n\r\n41,5\r\n,,\r\n9,7\r\n",
    "lines of an old Macintosh": b"isco\tjobs\r41\t5\r9\t7\r",
    "a quoted cell with a break": b'isco,jobs,note\n41,5,"two\nlines"\n9,7,"a ""word"""\n',
    "a quotation mark that is not closed": b'isco,jobs\n41,"5\n9,7\n',
    "a quotation mark in the middle": b'isco,jobs\n41,5"\n9,7\n',
    "text behind a closed quotation mark": b'isco,jobs\n41,"5"6\n9,7\n',
    "too few cells": b"isco,jobs\n41,5\n9\n",
    "a decimal comma in a table with commas": b"isco,jobs\n41,5\n9,7,5\n",
    "empty cells beyond the header": b"isco,jobs\n41,5,,\n9,7\n",
    "a column without heading": b"isco,,jobs\n41,1,5\n9,2,7\n",
    "a column named twice": b"isco,jobs,jobs\n41,1,5\n9,2,7\n",
    "one column": b"isco\n41\n",
    "headings alone": b"isco,jobs\n",
    "nothing": b"",
    "blanks": b"  \n \n",
    "null bytes": b"isco,jobs\n41,\x005\n",
    "a character that cannot be printed": "isco,jobs\n41,5\u200b\n".encode(),
    "a workbook": b"PK\x03\x04rest",
    "a web page": b"<html>",
    "no UTF-8": "isco;jobs;título\n41;5;não\n".encode("cp1252"),
    "UTF-16 that is cut": "isco,jobs\n41,5\n".encode("utf-16")[:-1],
    "no column of codes": b"beruf,jobs\n41,5\n",
    "two columns of codes": b"isco,code,jobs\n41,41,5\n",
    "no column of employment": b"isco,number\n41,5\n",
    "SDMX": (SDMX + "PAK,LFS,OC2_ISCO08_41,SEX_T,2021,5.5,,3\nPAK,LFS,OC2_ISCO08_23,SEX_T,2021,,U,3\nPAK,LFS,OC2_ISCO08_TOTAL,SEX_T,2021,9.25,,3\n").encode(),
    "SDMX of two surveys": (SDMX + "PAK,LFS,OC2_ISCO08_41,SEX_T,2021,5.5,,3\nPAK,HIES,OC2_ISCO08_41,SEX_T,2021,6,,3\n").encode(),
    "SDMX of two units": (SDMX + "PAK,LFS,OC2_ISCO08_41,SEX_T,2021,5.5,,3\nPAK,LFS,OC2_ISCO08_23,SEX_T,2021,9000,,\n").encode(),
    "SDMX of no unit": (SDMX + "PAK,LFS,OC2_ISCO08_41,SEX_T,2021,5.5,,k\n").encode(),
    "Eurostat": b"isco08,unit,OBS_VALUE,OBS_FLAG\nOC41,THS_PER,12.5,b\nOC23,THS_PER,: u,u\nTOTAL,THS_PER,40.5,\n",
}  # fmt: skip
OTHER_WORDS = {
    "a workbook": "is a workbook or another zip archive",
    "UTF-16 that is cut": "is not the Unicode that it says it is",
}
"""Files that the page refuses in words of its own: the package reads workbooks, and names the byte that is wrong."""
EVERY_FILE = [Case(about, content) for about, content in FILES.items() if about not in OTHER_WORDS]
