"""Copies of the tables of ``data/`` with fewer occupations, with more of them, or with one score changed."""

import itertools
import re
import shutil
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

import pandas as pd

FENCED = re.compile(r"(?ms)^```.*?^```$")
HEADING = re.compile(r"#+ .+|\([a-z0-9-]+\)=")
"""A heading of an authored notebook, or the name of the one that follows."""
BY_OCCUPATION = ("occupations", "task_scores", "crosswalk", "intervals")


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read a table as text, so that what is not altered stays as it stands."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write a table as the project's tables are written."""
    frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def copy(source: Path, target: Path) -> Path:
    """Copy the folder of tables as it is."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file():
            shutil.copyfile(path, target / path.name)
    return target


def named_codes(folders: Iterable[Path]) -> set[str]:
    """Return every text of four digits in chapters and tables of declarations: the occupations they speak of."""
    found: set[str] = set()
    for folder in folders:
        for path in [*folder.rglob("*.md"), *folder.glob("corrections.csv")]:
            found |= set(re.findall(r"(?<![\d.])\d{4}(?![\d.])", path.read_text("utf-8")))
    return found


def few(source: Path, target: Path, per_group: int, per_band: int, also: Iterable[str]) -> Path:
    """Keep the first occupations of each major group and of each band, and those named."""
    copy(source, target)
    occupations = read(source, "occupations")
    first = [occupations.groupby("major_code").head(per_group), occupations.groupby("band").head(per_band)]
    kept = set(pd.concat(first)["isco08"]) | set(also)
    for name in BY_OCCUPATION:
        frame = read(source, name)
        write(target, name, frame[frame["isco08"].isin(kept)])
    return target


def _free_codes(groups: pd.DataFrame, major: str) -> Iterable[str]:
    """Return codes of a major group that no group has. A minor group 110 would be read as 0110 without its zero: none is begun so."""
    taken = set(groups["code"])
    return (code for number in range(1000) if (code := f"{major}{number:03d}") not in taken and code[1:3] != "10")


def _headings(notebook: str) -> str:
    """Return what an authored notebook says of itself, its headings, and the names by which other pages lead to them."""
    _, about, body = notebook.split("---\n", 2)
    kept = [line for line in FENCED.sub("", body).splitlines() if HEADING.fullmatch(line)]
    return "\n\n".join([f"---\n{about}---", *kept]) + "\n"


def small_book(root: Path, data: Path, top: Path, per_group: int = 1, chapters: Container[str] | None = None) -> None:
    """Make the tables and the top folder of a small book: a few occupations of every major group, and all chapters.

    Where ``chapters`` are named, the other notebooks have their headings alone. Chapters speak of occupations by code, compare with what
    was printed, and account for every U.S. occupation: those are kept.
    """
    top.mkdir()
    for name in ("_config.yml", "requirements.txt", "src"):
        (top / name).symlink_to(root / name)
    shutil.copytree(root / "notebooks", top / "notebooks")
    for path in (top / "notebooks").rglob("*.md"):
        if chapters is not None and path.stem not in chapters:
            path.write_text(_headings(path.read_text("utf-8")), "utf-8")
    compared = chapters is None or "replication" in chapters
    printed = re.findall(r"^mean-(\d{4}),", (root / "data" / "published.csv").read_text("utf-8"), re.MULTILINE)
    named = named_codes([top / "notebooks", root / "data"]) | {"1111", *(printed if compared else ())}
    few(root / "data", data, per_group, 1, named)
    joined = {code for name in ("crosswalk", "crosswalk_unused") for code in read(data, name)["onet_soc"]}
    joined |= {code[:7] for code in joined}
    for name, column in (("us_occupations", "onet_soc"), ("eloundou", "onet_soc"), ("tomlinson", "soc_code")):
        frame = read(data, name)
        write(data, name, frame[frame[column].isin(joined)])
    jobs = read(data, "us_jobs")
    write(data, "us_jobs", jobs[jobs["oews_code"].isin(set(read(data, "us_occupations")["oews_code"]))])


def _codes_of_copies(us: pd.DataFrame, times: int) -> list[dict[str, str]]:
    """Return for each copy the code that it has in place of each U.S. occupation's own: a free one of the same major group."""
    taken = set(us["onet_soc"].str[:7])

    def unused(major: str) -> Iterator[str]:
        return (code for number in range(10_000) if (code := f"{major}-{number:04d}") not in taken)

    free = {major: unused(major) for major in us["onet_soc"].str[:2].unique()}
    own = {code: code for code in us["onet_soc"]}
    return [own, *({code: f"{next(free[code[:2]])}.00" for code in own} for _ in range(times - 1))]


def multiplied(source: Path, target: Path, times: int) -> tuple[Path, dict[str, list[str]]]:
    """Repeat every occupation, and its U.S. occupations, under further codes; return the folder and the codes of each.

    The first of an occupation's codes is its own.
    """
    copy(source, target)
    occupations, groups = read(source, "occupations"), read(source, "isco_groups")
    free = {major: iter(_free_codes(groups, major)) for major in occupations["major_code"].unique()}
    codes = {
        row.isco08: [row.isco08, *itertools.islice(free[row.major_code], times - 1)] for row in occupations.itertuples()
    }
    if any(len(own) < times for own in codes.values()):
        raise SystemExit("A major group has no room for so many copies: its codes have three digits of their own.")
    us = read(source, "us_occupations")
    us_codes = _codes_of_copies(us, times)
    joined = us[
        us["onet_soc"].isin(read(source, "crosswalk")["onet_soc"])
    ]  # why others are not is declared code by code
    copies = [joined.assign(onet_soc=joined["onet_soc"].map(codes_)) for codes_ in us_codes[1:]]
    write(target, "us_occupations", pd.concat([us, *copies]))
    for name in BY_OCCUPATION:
        frame = read(source, name)
        parts = []
        for number in range(times):
            part = frame.assign(isco08=[codes[code][number] for code in frame["isco08"]])
            if name == "crosswalk":  # to U.S. occupations of its own, as many as the first has
                part["onet_soc"] = part["onet_soc"].map(us_codes[number])
            if name == "occupations" and number:
                part["title"] += f", copy {number}"
            if name == "task_scores" and number:  # chapters speak of the one task without a statement
                part = part[part["has_statement"] == "True"]
            parts.append(part)
        write(target, name, pd.concat(parts).sort_values("isco08", kind="stable"))
    units = groups.set_index("code")
    new = [
        {**units.loc[own].to_dict(), "code": code, "title_in_scores": ""}
        for own, others in codes.items()
        for code in others[1:]
    ]
    # Groups that no copy's code may lack: the first two and the first three digits of each.
    lacking = {row["code"][:digits] for row in new for digits in (2, 3)} - set(groups["code"])
    levels = {2: "sub-major", 3: "minor"}
    new += [
        {"code": code, "level": levels[len(code)], "title": f"Group {code}", "title_in_scores": "", "source_row": "2"}
        for code in sorted(lacking)
    ]
    write(target, "isco_groups", pd.concat([groups, pd.DataFrame(new, columns=groups.columns)]))
    return target, codes


def multiply_wording(cache: Path, corrections: Path, target: Path, codes: dict[str, list[str]]) -> None:
    """Repeat the wording of every occupation for its further codes, in a cache of the same name."""
    from exposure_gradient.sources.wording import keep_wording, origin_of_cache

    texts = pd.read_parquet(cache)
    names, flat = list(texts.index.names), texts.reset_index()
    parts = [flat]
    for number in range(1, len(next(iter(codes.values())))):
        part = flat[flat["isco08"].isin(set(codes))]
        parts.append(part.assign(isco08=[codes[code][number] for code in part["isco08"]]))
    texts = pd.concat(parts).set_index(names).sort_index()
    keep_wording(texts, origin_of_cache(corrections), target)


def change(folder: Path, table: str, column: str, value: str, **where: str) -> None:
    """Change a column of the rows that have a value in another, in place."""
    [(key, wanted)] = where.items()
    frame = read(folder, table)
    frame.loc[frame[key] == wanted, column] = value
    write(folder, table, frame)


def change_score(folder: Path, isco08: str, column: str) -> None:
    """Change one score of one task of an occupation by a thousandth or less, in place."""
    frame = read(folder, "task_scores")
    scores = pd.to_numeric(frame[column].where(frame["isco08"] == isco08), errors="coerce")
    row = scores[(scores > 0) & (scores < 1)].index[0]
    thousandths = round(scores[row] * 1000)
    frame.at[row, column] = repr((thousandths - 1 if thousandths % 2 else thousandths + 1) / 1000)
    write(folder, "task_scores", frame)
