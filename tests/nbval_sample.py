"""Print the run notebooks that nbval verifies in one pass, and say on standard error what they are.

python tests/nbval_sample.py            chapters, groups and a stratified sample of occupations: with fresh kernels
python tests/nbval_sample.py --others   all others, or (SHARE=1) the share of them whose turn it is at this commit: with warm kernels
"""

import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "_build" / "source"
A_GROUP = 3
MISSING_VALUES = ("7126", "5246", "7122", "4323", "6112", "8154", "2413", "6340")
SEED = 8
SHARES = 8


def sample(source: Path) -> list[Path]:
    """Chapters and groups, the occupations with missing values, and some of every major group."""
    pages = sorted((source / "gradient").glob("*.ipynb"))
    others = sorted(path for path in source.rglob("*.ipynb") if path.parent.name != "gradient")
    choice = random.Random(SEED)
    chosen = {page for page in pages if page.name[:4] in MISSING_VALUES}
    for major in "123456789":
        chosen.update(choice.sample([page for page in pages if page.name[0] == major], A_GROUP))
    return others + sorted(chosen)


def others(source: Path) -> list[Path]:
    """Every notebook that is not in the sample."""
    return sorted(set(source.rglob("*.ipynb")) - set(sample(source)))


def turn(paths: list[Path], commits: int) -> list[Path]:
    """Return the share whose turn it is after so many commits: as many commits in a row as there are shares verify all."""
    return paths[commits % SHARES :: SHARES]


def commits() -> int:
    """Return how many commits led here; none where git does not say."""
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return int(counted or 0)


def main() -> None:
    every = list(SOURCE.rglob("*.ipynb"))
    if not every:
        sys.exit("There is no run notebook in _build/source. Run: make book")
    if "--others" not in sys.argv:
        chosen, what = sample(SOURCE), "chapters, groups and a sample of occupations, with fresh kernels"
    elif os.environ.get("SHARE"):
        number = commits()
        chosen = turn(others(SOURCE), number)
        what = f"share {number % SHARES + 1} of {SHARES} of the others, by this commit's turn, with warm kernels"
    else:
        chosen, what = others(SOURCE), "all others, with warm kernels"
    print(f"nbval verifies {len(chosen)} of {len(every)} notebooks: {what}.", file=sys.stderr)
    print(*chosen)


if __name__ == "__main__":
    main()
