"""A page of a reader's own table of employment: ``make country EMPLOYMENT=table.csv``.

The table is read and its figures are computed once before anything is written, so that a table that cannot be used leaves nothing
behind. From it and our tables a folder of tables is made that has the reader's beside ours, and a build folder of its own goes with it.
The book that is built there is the edition with one more page. Its identifier, the notice above every page, its registry of sources and
the page itself name the reader's file, so that it cannot be taken for the edition.
"""

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exposure_gradient import kept
from exposure_gradient.book.unchanged import inputs_digest
from exposure_gradient.editions.own_scores import check_place, toml_text
from exposure_gradient.errors import InputError
from exposure_gradient.given import content_of, printable
from exposure_gradient.paths import build_folder, data_folder
from exposure_gradient.system import surroundings
from exposure_gradient.system.lock import only_build

USAGE = "Name the table of employment: make country EMPLOYMENT=FILE."
SOURCE = "employment_own"
"""The key of the reader's file in the registry of sources."""
CHOICES = ("code", "weight", "nested", "repeated", "total", "unknown", "decimal", "unit", "digits")
"""Options of the command that are arguments of :func:`employment_by_exposure`, by the same names."""
FIGURES = (
    *(
        ("total", "whole"),
        ("n_codes", "count"),
        ("n_open", "count"),
        ("width", "tenths"),
        ("width_of_widest", "tenths"),
    ),
    *((f"*.{name}", "percent_tenths") for name in ("lower", "equal_split", "upper", "informed_split", "share")),
    *(("*.persons", "whole"), ("*.n_unit_groups", "count"), ("*.width", "tenths")),
    *((f"{name}.*", "percent_tenths") for name in ("lower", "equal_split", "upper", "informed_split")),
)
"""The figures of the reader's page, which are declared where it is, and how they are written."""
LONGEST = 60
"""How many characters a name has at most."""
PYTHON = re.compile(r"\b(nested|repeated|total|unknown|decimal|digits|unit|code|weight|sheet)=")
WHERE = re.compile(r"\bwhere=\{'?([^:{}']+)'?: (?:value|…)\}")


@dataclass(frozen=True)
class Given:
    """What a reader gives: the file, what the page is called, and how the table is to be read."""

    path: Path
    name: str = ""
    year: str = ""
    by: tuple[str, ...] = ()
    crosswalk: Path | None = None
    weights: Path | None = None
    sheet: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def own_folder() -> Path:
    """Return the folder that a reader's page is built into; ``EXPOSURE_GRADIENT_BUILD`` moves it along."""
    return build_folder() / "country"


def as_typed(message: str) -> str:
    """Return a message of :func:`employment_by_exposure` with its options as the command has them.

    >>> as_typed("Say nested='totals', or where={column: value}, or by=[column].")
    'Say NESTED=totals, or WHERE=COLUMN=VALUE, or BY=COLUMN.'
    """
    message = WHERE.sub(lambda found: f"WHERE={found[1].replace('column', 'COLUMN')}=VALUE", message)
    message = message.replace("by=[column]", "BY=COLUMN").replace("by=", "BY=")
    return re.sub(r"([A-Z]+)='(\w+)'", r"\1=\2", PYTHON.sub(lambda found: f"{found[1].upper()}=", message))


def _where(given: Given, columns: Sequence[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the rows that are meant and the options, the year settled: the value of a column, or the name of the one with employment."""
    from exposure_gradient.employment.countries import is_of_years

    where, options = dict(given.where), dict(given.options)
    of_years = [column for column in columns if is_of_years(column)]
    if given.year and len(of_years) == 1:
        where.setdefault(of_years[0], given.year)
    elif given.year in columns:
        options.setdefault("weight", given.year)
    return where, options


def _computed(given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables as frames and what is kept of the options. Raises InputError where the page could not be made from them."""
    from exposure_gradient.employment import employment_by_exposure, read_employment
    from exposure_gradient.employment.countries import whole_of
    from exposure_gradient.employment.layout import found_layout

    frames = {"employment": read_employment(given.path, given.sheet)}
    for name, path in (("crosswalk", given.crosswalk), ("weights", given.weights)):
        if path is not None:
            frames[name] = read_employment(path)
    table = frames["employment"]
    where, options = _where(given, list(table.columns))
    more = {name: frame for name, frame in frames.items() if name != "employment"}
    whole_where, whole_options = whole_of(table, given.by, where, options)
    whole = employment_by_exposure(table, where=whole_where, **whole_options, **more)
    parts_where = {column: value for column, value in where.items() if column not in given.by}
    if given.by:
        employment_by_exposure(table, by=list(given.by), where=parts_where, **options, **more).exposed()
    if not whole.coverage()["total"] > 0:
        raise InputError(
            f"{printable(given.path.name)} counts nobody: its employment adds up to nothing. Correct the table."
        )
    layout = found_layout(table, options.get("code"), options.get("weight"), options.get("unit"))
    said = {
        "name": given.name or printable(given.path.stem)[:LONGEST],
        "year": given.year,
        "by": list(given.by),
        "where": where,
        "parts_where": parts_where,
        "options": options | {"code": layout.code, "weight": layout.weight},
        "files": {name: f"own_{name}.csv" for name in frames},
        "weights": printable(given.weights.name) if given.weights else "",
    }
    return frames, said


def _named(given: Given) -> None:
    """Raise InputError for a name or a year that a page cannot have."""
    from exposure_gradient.tables.schemas import TITLE_RULE, is_title

    for option, text in (("NAME", given.name), ("YEAR", given.year)):
        if text and (not is_title(text) or len(text) > LONGEST):
            raise InputError(f"{option}={printable(text)!r} is no name: {TITLE_RULE}, of at most {LONGEST} characters.")


def _edition_text(folder: Path, file: str, sha256: str, name: str) -> str:
    import tomllib

    ours = tomllib.loads((folder / "edition.toml").read_text("utf-8"))
    return "# Made with a reader's own table of employment.\n" + toml_text(
        ours
        | {
            "id": f"{ours['id']}+own.{sha256[:8]}",
            "title": f"{ours['title']}, with a reader’s own table",
            "authors": f"A reader’s copy of {ours['title']}",
            "site": "",
            "repository": "",
            "own_employment": file,
            "notice": (
                f"A reader’s own copy: the page {name} is made from a reader’s own table of employment, {file} (sha256 {sha256[:12]}…), and "
                "is no part of the edition."
            ),
        }
    )


def _source_text(file: str, content: bytes, sha256: str) -> str:
    address = "../data/tables/own_employment.csv"
    return f"\n[{SOURCE}]\n" + toml_text(
        {
            "path": "own_employment.csv",
            "name": f"{file}, a reader’s own table of employment",
            "short_name": f"own table ({file})",
            "publisher": "the reader who made this page",
            "release": f"sha256 {sha256[:12]}…",
            "licence": "the reader’s to state",
            "citation": f"{file}: a reader’s own table of employment (sha256 {sha256}).",
            "landing": address,
            "address": address,
            "sha256": sha256,
            "bytes": len(content),
        }
    )


def _csv_text(rows: Sequence[Sequence[Any]]) -> str:
    import csv

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _as_csv(frame: Any) -> str:
    """Return a reader's table as text: its cells as they are written, and the rows as its file counts them."""
    from exposure_gradient.employment.marks import as_text

    rows = [
        [label, *map(as_text, cells)] for label, cells in zip(frame.index, frame.to_numpy(dtype=object), strict=True)
    ]
    return _csv_text([[frame.index.name or "row", *frame.columns], *rows])


def make_tables(given: Given, content: bytes, ours: Path, place: Path, toc: Callable[[str], str]) -> None:
    """Make the folder of tables of a reader's page: ours, with the reader's beside them. Raises InputError for a table that cannot be used.

    ``toc`` gives the book's table of contents with a page of a name.
    """
    frames, said = _computed(given)
    file, sha256 = printable(given.path.name), hashlib.sha256(content).hexdigest()
    columns = "; ".join((said["options"]["code"], said["options"]["weight"]))
    figures = [(f"own.{name}", "rule-people", SOURCE, columns, form) for name, form in FIGURES]
    part = place.with_name(f"{place.name}.part")
    kept.remove(part)
    shutil.copytree(ours, part)
    texts = {
        "edition.toml": _edition_text(ours, file, sha256, said["name"]),
        "sources.toml": (ours / "sources.toml").read_text("utf-8").rstrip()
        + "\n"
        + _source_text(file, content, sha256),
        "figures.csv": (ours / "figures.csv").read_text("utf-8").rstrip("\n") + "\n" + _csv_text(figures),
        "own_employment.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n",
        "_toc.yml": toc(said["name"]),
        **{f"own_{name}.csv": _as_csv(frame) for name, frame in frames.items()},
    }
    for name, text in texts.items():
        (part / name).write_text(text, "utf-8", newline="")
    kept.remove(place)
    part.rename(place)


def use(given: Given, toc: Callable[[str], str]) -> str:
    """Build from here on with a page of a reader's own table, in a folder of its own. Return the page's name in the book.

    Raises InputError for a table that cannot be used; then nothing has been written.
    """
    from exposure_gradient.measures.text import slug

    ours, folder = data_folder(), own_folder()
    _named(given)
    paths = [path for path in (given.path, given.crosswalk, given.weights) if path is not None]
    contents = [content_of(path, USAGE) for path in paths]
    for path in paths:
        check_place(path)
    asked = json.dumps(vars(given) | {"digests": [hashlib.sha256(one).hexdigest() for one in contents]}, default=str)
    made_from = f"{inputs_digest()} {asked}"
    statement = folder / "data.json"
    if not kept.is_kept(statement, made_from, folder / "data"):
        try:
            with only_build(folder):  # the tables must not change below a build that reads them
                kept.remove(statement)
                make_tables(given, contents[0], ours, folder / "data", toc)
                kept.state(statement, made_from, kept.digests(folder / "data"))
        except InputError as error:
            raise InputError(as_typed(str(error))) from None
    os.environ["EXPOSURE_GRADIENT_DATA"] = str((folder / "data").resolve())
    os.environ["EXPOSURE_GRADIENT_BUILD"] = str(folder.resolve())
    surroundings.settle()  # the folders of IPython and Jupyter go with the build folder
    name = json.loads((folder / "data" / "own_employment.json").read_text("utf-8"))["name"]
    print(f"With a page of {printable(str(given.path))}: built into {os.path.relpath(folder)}, apart from the edition.")
    return f"countries/{slug(name) or 'own'}"
