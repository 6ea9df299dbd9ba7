"""The publishers' files cut down to a few occupations, in the same form, and the tables that follow from them.

Small enough that a test spoils and reads them hundreds of times, real enough that nothing in them was made up.
"""

import dataclasses
import io
import shutil
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from exposure_gradient.paths import ROOT
from exposure_gradient.sources import Source, corrections, load_registry, sha256_of
from exposure_gradient.sources.corrections import COLUMNS, Correction
from exposure_gradient.tables.schemas import EMPLOYMENT_YEARS

OCCUPATIONS = (
    "1111",
    "1112",
    "2522",
    "3211",
    "3259",
    "3331",
    "3359",
    "4132",
    "5223",
    "6340",
    "7126",
    "7223",
    "8111",
    "9123",
)
"""Unit groups of every major group, all those among them that a declared correction names."""

NOT_SCORED = ("1439", "0110")
ONET_HEADER = 3
OEWS_SHEET = "national_M2024_dl"
WORDING = ("Task_ISCO", "prediction_justification_gpt4o", "prediction_justification_gemini")
ILO_COLUMNS = (
    "label1d", "ISCO_08", "Title", "taskID", "Task_ISCO", "score_2023", "predicted_score_2025_gpt4o", "predicted_score_2025_gemini",
    "prediction_justification_gpt4o", "prediction_justification_gemini", "score_2025", "source", "mean_score_2023",
    "mean_score_2025", "SD_2023", "SD_2025", "potential25", "potential23",
)  # fmt: skip

PAKISTAN = ("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "SOURCE", "SEX", "UNIT_MULT")


def read_whole(folder: Path) -> dict[str, pd.DataFrame]:
    """Read each publisher's file as it stands, by its key in the registry."""
    frames = {}
    for key, source in load_registry(ROOT / "data").items():
        path = folder / source.path
        if path.suffix == ".dta":
            frames[key] = pd.read_stata(path)
        elif path.suffix == ".csv":
            frames[key] = pd.read_csv(path, dtype=str, keep_default_na=False)
        else:
            options: dict[str, Any] = {"sheet_name": OEWS_SHEET} if key == "oews" else {}
            options |= {"header": ONET_HEADER} if key == "onet_2010_to_2019" else {}
            options |= {"dtype": str} if key == "isco_structure" else {}
            frames[key] = pd.read_excel(path, engine="calamine", keep_default_na=False, **options)
    return frames


def cut_down(whole: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep the rows of a few occupations and what these lead to."""
    ilo = whole["ilo_scores"]
    ilo = ilo.loc[ilo["ISCO_08"].astype(str).isin(OCCUPATIONS), list(ILO_COLUMNS)]
    units = (*OCCUPATIONS, *NOT_SCORED)
    isco = whole["isco_structure"][["Level", "ISCO 08 Code", "Title EN", "Included occupations"]]
    isco = isco[[any(unit.startswith(code) for unit in units) or code == "335" for code in isco["ISCO 08 Code"]]]
    ibs = whole["ibs_crosswalk"]
    ibs = ibs[ibs["isco08"].isin([int(unit) for unit in units])]
    soc = {f"{str(code)[:2]}-{str(code)[2:]}" for code in ibs["soc10"]}
    routes = whole["onet_2010_to_2019"]
    routes = routes[routes["O*NET-SOC 2010 Code"].str[:7].isin(soc)]
    codes = whole["onet_occupations"][["O*NET-SOC Code", "Title"]]
    pools = pd.read_csv(ROOT / "data" / "oews_pools.csv", dtype=str)
    pooled = set(pools["soc_2018"].head(3)) | set(soc) & set(pools["soc_2018"])
    new = codes[~codes["O*NET-SOC Code"].isin(whole["onet_2010_to_2019"]["O*NET-SOC 2019 Code"])].head(1)
    kept = {*routes["O*NET-SOC 2019 Code"], *new["O*NET-SOC Code"]}
    codes = codes[codes["O*NET-SOC Code"].isin(kept) | codes["O*NET-SOC Code"].str[:7].isin(pooled)]
    soc_2018 = set(codes["O*NET-SOC Code"].str[:7])
    oews = whole["oews"][["OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "H_MEDIAN", "A_MEDIAN"]]
    used = soc_2018 | set(pools.loc[pools["soc_2018"].isin(soc_2018), "oews_code"])
    oews = oews[oews["OCC_CODE"].isin(used) | oews["O_GROUP"].isin(["total", "major"])]
    rated = whole["eloundou_scores"]
    scored = whole["tomlinson_scores"]
    known = soc_2018 | set(oews.loc[oews["O_GROUP"] == "detailed", "OCC_CODE"])
    return {
        "ilo_scores": ilo,
        "isco_structure": isco,
        "ibs_crosswalk": ibs,
        "onet_2010_to_2019": routes,
        "onet_occupations": codes,
        "oews": oews,
        "eloundou_scores": rated[rated["O*NET-SOC Code"].isin(set(codes["O*NET-SOC Code"]))],
        "tomlinson_scores": scored[scored["SOC Code"].isin(known)],
        **{key: _employment(frame, units) for key, frame in whole.items() if key.startswith("employment_")},
    }


def _employment(frame: pd.DataFrame, units: tuple[str, ...]) -> pd.DataFrame:
    """Keep the rows of the groups that have some of the unit groups, in the columns that are read, and those of everybody."""
    column, *_ = own = ["OC2", *PAKISTAN] if "OC2" in frame else ["isco_code", *map(str, EMPLOYMENT_YEARS)]
    codes = frame[column].str.removeprefix("OC2_ISCO08_")
    return frame.loc[[code in ("TOTAL", "X") or any(one.startswith(code) for one in units) for code in codes], own]


def as_file(key: str, frame: pd.DataFrame) -> bytes:
    """Return a table in its publisher's form."""
    out = io.BytesIO()
    if key == "ibs_crosswalk":
        frame.to_stata(out, write_index=False)
    elif key.startswith("employment_") or (key.endswith("_scores") and key != "ilo_scores"):
        return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
    else:
        name = OEWS_SHEET if key == "oews" else "Sheet1"
        start = ONET_HEADER if key == "onet_2010_to_2019" else 0
        frame.to_excel(out, engine="openpyxl", index=False, sheet_name=name, startrow=start)
    return out.getvalue()


def _counted(declared: Iterable[Correction], frames: dict[str, pd.DataFrame]) -> list[Correction]:
    """Return the corrections that touch these rows, each with the number of cells that it changes here."""
    kept = []
    for correction in declared:
        frame = frames[correction.source]
        if correction.action == "pad code":
            kept.append(correction)
            continue
        if correction.source == "ilo_scores":
            codes = frame["ISCO_08"].astype(str)
            keys = codes if correction.column == "potential23" else codes + "/" + frame["taskID"].astype(str)
        else:
            keys = frame["ISCO 08 Code"]
        if correction.action == "drop row":
            kept += [correction] if correction.scope in set(keys) else []
            continue
        cells = dict(zip(keys, frame[correction.column], strict=True))
        for earlier in kept:
            if (earlier.source, earlier.column) == (correction.source, correction.column):
                cells = {key: earlier.applied(cell) if earlier.covers(key) else cell for key, cell in cells.items()}
        changed = sum(correction.covers(key) and correction.applied(cell) != cell for key, cell in cells.items())
        kept += [dataclasses.replace(correction, count=changed)] if changed else []
    return kept


@dataclass(frozen=True)
class Small:
    """A folder of small sources and one of small tables that fit each other."""

    frames: dict[str, pd.DataFrame]
    files: dict[str, bytes]
    sources: Path
    data: Path

    def registry(self, key: str | None = None, content: bytes = b"") -> dict[str, Source]:
        """Return the registry of these files, one of them replaced by other bytes, whose hash somebody has put in."""
        found = load_registry(self.data)
        if key is None:
            return found
        place = self.sources / found[key].path
        place.write_bytes(content)
        return found | {key: dataclasses.replace(found[key], sha256=sha256_of(place), bytes=len(content) or 1)}


def make(whole: Path, folder: Path) -> Small:
    """Write the small sources into a folder, and the declarations of ``data/`` as they fit these."""
    frames = {key: frame.reset_index(drop=True) for key, frame in cut_down(read_whole(whole)).items()}
    files = {key: as_file(key, frame) for key, frame in frames.items()}
    sources, data = folder / "sources", folder / "data"
    data.mkdir(parents=True)
    registry = (ROOT / "data" / "sources.toml").read_text("utf-8")
    for key, source in load_registry(ROOT / "data").items():
        path = sources / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[key])
        registry = registry.replace(source.sha256, sha256_of(path)).replace(
            f"bytes = {source.bytes}\n", f"bytes = {len(files[key])}\n"
        )
    (data / "sources.toml").write_text(registry, "utf-8")
    assert tomllib.loads(registry)
    for name in (
        "edition.toml",
        "published.csv",
        "dictionary.csv",
        "benchmark.json",
        "countries.csv",
        "oews_coverage.csv",
        "everyday_titles.csv",
    ):
        shutil.copyfile(ROOT / "data" / name, data / name)
    declared = _counted(corrections.load_corrections(ROOT / "data"), frames)
    rows = [dataclasses.asdict(one) | {"count": "" if one.count is None else one.count} for one in declared]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(data / "corrections.csv", index=False, lineterminator="\n")
    pools = pd.read_csv(ROOT / "data" / "oews_pools.csv", dtype=str)
    known = set(frames["onet_occupations"]["O*NET-SOC Code"].str[:7])
    pools[pools["soc_2018"].isin(known)].to_csv(data / "oews_pools.csv", index=False, lineterminator="\n")
    return Small(frames, files, sources, data)
