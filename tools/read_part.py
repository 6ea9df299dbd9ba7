"""Read some pages of a built book as the audit reads them all: what finds a fault that shows on these pages.

    python tools/read_part.py VALUES [PAGE ...]

VALUES is a file that keeps the audit's own values, which take long to make; where it is not there they are made. Pages are named
by code, group or name, and are read with the files beside them; without a name, the files of the whole set are. It prints what the
audit finds, one finding a line, and ends with 1 if there is one.
"""

import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "audit"))

from printed import expected, run  # noqa: E402
from printed.findings import Count  # noqa: E402

OF_OCCUPATIONS, OF_GROUPS = "gradient/", "groups/"


def is_meant(page: str, names: Sequence[str]) -> bool:
    """Say whether a page or a file is one of those named, or a file beside one; without names, whether it is a file of the whole set."""
    if not names:
        return bool(Path(page).suffix) and not page.startswith((OF_OCCUPATIONS, OF_GROUPS))
    starts = [start for name in names for start in (f"{OF_OCCUPATIONS}{name}-", f"{OF_GROUPS}{name}-", f"{name}.")]
    starts += [f"{name}/" for name in names if f"{name}/" not in (OF_OCCUPATIONS, OF_GROUPS)]
    return page in names or page.startswith(tuple(starts))


def values(place: Path) -> expected.Expected:
    """Return the audit's own values, from where they are kept or from the publishers' files."""
    if not place.is_file():
        import audit

        made = expected.collect(audit.recompute(*audit.places(None)), ROOT / "data" / "edition.toml")
        place.write_bytes(pickle.dumps(made))
    return pickle.loads(place.read_bytes())


def main(place: str, names: Sequence[str]) -> int:
    """Read the pages and print what is found; return 1 where something is, 2 where no check reads any of them."""
    own, site, count, n_read, found = values(Path(place)), ROOT / "_build" / "html", Count(), 0, []
    for check in run.CHECKS:
        for page in check.pages(site, own):
            if is_meant(page, names):
                n_read += 1
                try:
                    found += check.read(site, own, page, count)
                except FileNotFoundError as error:
                    found.append(f"{page}: {check.name}: there is no {error.filename}")
    print(*found, sep="\n")
    if not n_read:
        print(f"The audit reads none of the pages {', '.join(names) or 'of the whole set'}.", file=sys.stderr)
        return 2
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
