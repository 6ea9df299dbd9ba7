"""Read a table of employment from a file as people have it: text, workbook, Stata or Parquet. Cells stay as they are written."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd

from exposure_gradient.employment.marks import as_text, listed
from exposure_gradient.errors import InputError
from exposure_gradient.given import content_of, printable
from exposure_gradient.sources.cells import is_plain
from exposure_gradient.sources.delimited import SAVE, read_delimited

USAGE = "Name a table: CSV, .xlsx, .dta or .parquet."
ROW = "row"
"""The name of the index: the line of a text file, the row of a sheet, the number of a record."""
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
STATA = (b"<stata_dta>", *(bytes((release, order)) for release in (113, 114, 115) for order in (1, 2)))
PARQUET = b"PAR1"


def read_employment(path: str | Path, sheet: str | None = None) -> pd.DataFrame:
    """Return the table in a file, with its rows named as the file counts them, so that messages name rows that can be found.

    What the file is its content says, not its name. Cells of text files stay texts, with decimal commas, flags and marks of suppressed cells;
    :func:`~exposure_gradient.employment_by_exposure` reads these. Of a Stata file codes are taken, not their labels.

    Parameters
    ----------
    path : str or pathlib.Path
        A file of at most 16 MiB: text with commas, semicolons or tabs in UTF-8, UTF-16 or Windows-1252, as SDMX CSV is; a workbook
        (.xlsx), whose headings are the first row with two filled cells; a Stata or a Parquet file.
    sheet : str, optional
        Name of the sheet, for a workbook that has several.

    Returns
    -------
    pandas.DataFrame
        One row for each row of the table, indexed by ``row``: the line of a text file, the row of a sheet, or the number of a record.

    Raises
    ------
    InputError
        Where the file is missing, too large or no table, or names a column twice.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "table.csv"
    >>> _ = path.write_text("isco;jobs\\n41;1,5\\n9;x\\n")
    >>> read_employment(path).loc[3].tolist()
    ['9', 'x']
    """
    path = Path(path)
    content, name = content_of(path, USAGE), printable(path.name)
    if content.startswith(WORKBOOK):
        frame = _workbook(content, name, sheet)
    elif content.startswith(STATA):
        frame = _records(name, lambda file: pd.read_stata(file, convert_categoricals=False), content)
    elif content.startswith(PARQUET):
        frame = _records(name, pd.read_parquet, content)
    else:
        frame = _text(content, name)
    return _checked(frame, name)


def _text(content: bytes, name: str) -> pd.DataFrame:
    table = read_delimited(content, name)
    lines = pd.Index([line for line, _ in table.rows], name=ROW)
    return pd.DataFrame([cells for _, cells in table.rows], columns=list(table.header), index=lines, dtype=object)


def _records(name: str, read: Any, content: bytes) -> pd.DataFrame:
    """Return a file of records, counted from one. Raises InputError for whatever its library raises."""
    try:
        frame = read(io.BytesIO(content))
    except ImportError:
        raise InputError(
            f"{name} needs the package pyarrow to be read. Install it, or save the table as CSV."
        ) from None
    except Exception as error:
        raise InputError(f"{name} cannot be read: {_first_line(error)}. {SAVE}") from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(names=None if all(frame.index.names) else "index")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name=ROW)
    return frame


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _workbook(content: bytes, name: str, sheet: str | None) -> pd.DataFrame:
    try:
        sheets = pd.read_excel(
            io.BytesIO(content), sheet_name=None, header=None, dtype=object, keep_default_na=False, engine="calamine"
        )
    except ImportError:
        raise InputError(
            f"{name} needs the package python-calamine to be read. Install it, or save the table as CSV."
        ) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the library is one, too
        raise InputError(f"{name} is no workbook that can be read: {_first_line(error)}. {SAVE}") from None
    filled = {title: cells for title, cells in sheets.items() if cells.size}
    if sheet is not None and sheet not in filled:
        raise InputError(f"{name} has no filled sheet {sheet!r}; there are {listed(filled)}.")
    if not filled:
        raise InputError(f"{name} is empty. {SAVE}")
    if sheet is None and len(filled) > 1:
        raise InputError(f"{name} has {len(filled)} sheets: {listed(filled)}. Choose one with sheet=.")
    return _below_its_header(filled[sheet if sheet is not None else next(iter(filled))], name)


def _below_its_header(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a sheet below its headings, the first row with two filled cells; rows and columns without any text are passed over."""
    filled = cells.map(as_text) != ""
    many = filled.sum(axis=1) >= 2
    if not many.any():
        raise InputError(f"{name} has no row with two filled cells. Begin the table with its headings.")
    top = int(many.to_numpy().argmax())
    header = [as_text(value) for value in cells.iloc[top]]
    below, has_text = cells.iloc[top + 1 :], filled.iloc[top + 1 :]
    for place, heading in enumerate(header):
        if not heading and has_text.iloc[:, place].any():
            raise InputError(f"{name} row {top + 1}: column {place + 1} has no heading. Name it.")
    named = [place for place, heading in enumerate(header) if heading]
    frame = below.iloc[:, named][has_text.any(axis=1)]
    frame.columns = [header[place] for place in named]
    frame.index = pd.Index(frame.index + 1, name=ROW)
    return frame


def _checked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    headings = [str(heading) for heading in frame.columns]
    frame.columns = headings
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if twice:
        raise InputError(f"{name} names the column {twice[0]!r} twice. Rename one.")
    hidden = [heading for heading in headings if not is_plain(heading, lines=True)]
    if hidden:
        raise InputError(f"{name}: the heading {hidden[0]!r} holds a character that cannot be printed.")
    if frame.empty:
        raise InputError(f"{name} has no rows below its headings.")
    return frame
