"""Print the run notebooks that nbval verifies: chapters, groups and a stratified sample of occupations, or all."""

import random
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "_build" / "source"
A_GROUP = 3
MISSING_VALUES = ("7126", "5246", "7122", "4323", "6112", "8154", "2413", "6340")
SEED = 8


def sample() -> list[Path]:
    pages = sorted((SOURCE / "gradient").glob("*.ipynb"))
    others = sorted(path for path in SOURCE.rglob("*.ipynb") if path.parent.name != "gradient")
    choice = random.Random(SEED)
    chosen = {page for page in pages if page.name[:4] in MISSING_VALUES}
    for major in "123456789":
        chosen.update(choice.sample([page for page in pages if page.name[0] == major], A_GROUP))
    return others + sorted(chosen)


def main() -> None:
    paths = sorted(SOURCE.rglob("*.ipynb")) if "--all" in sys.argv else sample()
    if not paths:
        sys.exit("There is no run notebook in _build/source. Run: make book")
    print(*paths)


if __name__ == "__main__":
    main()
