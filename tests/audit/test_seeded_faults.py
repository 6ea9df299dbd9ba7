"""The run of seeded faults: it counts as found what a test found, says so of everything else, and leaves the checkout as it was.

It is tried on a small project of its own, with a package, tests and a book of one page.
"""

import collections
import csv
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import faults
from exposure_gradient.paths import ROOT

FILES = {
    "src/small/__init__.py": "",
    "src/small/sums.py": "def total(values):\n    return sum(values)\n\n\ndef first(values):\n    return values[0]\n",
    "tests/book/test_sums.py": (
        "from small.sums import first, total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n\n\n"
        "def test_first():\n    assert first([1, 2]) == 1\n"
    ),
    "tests/test_site.py": (
        "from pathlib import Path\n\n\nSITE = Path('_build/html')\n\n\ndef test_script():\n"
        "    assert (SITE / '_static' / 'sort.js').read_text() == 'ascending'\n\n\ndef test_page():\n"
        "    assert (SITE / 'index.html').read_text() == '3'\n"
    ),
    # In place of the project's own: the book's script and one page, whose figure is a total.
    "src/exposure_gradient/__init__.py": "",
    "src/exposure_gradient/pages/__init__.py": "",
    "src/exposure_gradient/commands/entry.py": (
        "import shutil\nfrom pathlib import Path\n\nfrom small.sums import total\n\nPath('_build/work').mkdir(parents=True)\n"
        "shutil.copytree('notebooks/_static', '_build/html/_static')\n"
        "Path('_build/html/index.html').write_text(str(total([1, 2])))\n"
    ),
    "tools/part_of_book.py": (
        "from pathlib import Path\n\nfrom small.sums import total\n\npage = Path('_build/html/index.html')\npage.unlink()\n"
        "page.write_text(str(total([1, 2])))\n"
    ),
    "notebooks/_static/sort.js": "ascending",
    "data/faults.csv": "",
}
TOTAL = dict(
    kind="measures", what="The total is none.", file="src/small/sums.py", test="tests/book/test_sums.py::test_total"
)
SUM = TOTAL | dict(before="return sum(values)", after="return max(values)")


def git(place: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    return subprocess.run(["git", *who, *arguments], cwd=place, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    place = tmp_path / "checkout"
    for name, text in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    git(place, "init", "--quiet")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "-m", "All")
    return place


Try = Callable[..., tuple[int, str]]


@pytest.fixture
def tried(checkout: Path, capfd: pytest.CaptureFixture[str]) -> Try:
    """Declare faults in the small project, try them, and return the status and what was said."""

    def run(*arguments: str, **declared: dict) -> tuple[int, str]:
        lines = []
        for name, entry in declared.items():
            values = (
                f"{field} = {list(value)}" if isinstance(value, list) else f"{field} = '''{value}'''"
                for field, value in entry.items()
            )
            lines += [f"[{name}]", *values]
        (checkout / faults.DECLARED).write_text("\n".join(lines), "utf-8")
        status = faults.main(arguments, checkout)
        out, err = capfd.readouterr()
        return status, out + err

    return run


def contents(place: Path) -> dict[str, bytes]:
    found = (path for path in place.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def test_a_fault_that_its_test_finds_is_found_and_the_table_says_by_which(tried: Try, checkout: Path) -> None:
    status, said = tried(sum=SUM)
    assert (status, said.splitlines()[-1]) == (0, "1 faults: 1 found, 0 survived"), said
    [row] = csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8"))
    assert float(row.pop("seconds")) > 0
    assert row == {"id": "sum", "kind": "measures", "what": TOTAL["what"], "found_by": TOTAL["test"]}


def test_a_fault_that_no_test_finds_is_listed_and_fails(tried: Try, checkout: Path) -> None:
    missed = SUM | dict(what="Nobody sees it.", test="tests/book/test_sums.py::test_first")
    unnamed = {name: text for name, text in missed.items() if name != "test"}
    status, said = tried(sum=SUM, missed=missed, unnamed=unnamed)
    assert (status, said.splitlines()[-1]) == (1, "3 faults: 1 found, 2 survived"), said
    assert "missed (survived): Nobody sees it." in said and "unnamed (survived): Nobody sees it." in said
    rows = list(csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8")))
    assert [row["found_by"] for row in rows] == [TOTAL["test"], "", ""]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (dict(before="return fsum(values)"), "stands 0 times in src/small/sums.py"),
        (dict(before="return"), "stands 2 times in src/small/sums.py"),
        (dict(file="src/small/gone.py"), "there is no src/small/gone.py"),
    ],
    ids=["gone", "twice", "file gone"],
)
def test_a_fault_whose_text_is_gone_is_named_with_what_to_do(change: dict, words: str, tried: Try) -> None:
    status, said = tried(old=SUM | change, sum=SUM)
    assert (status, said.splitlines()[-1]) == (1, "2 faults: 1 found, 0 survived, 1 no longer applied"), said
    [line] = [line for line in said.splitlines() if line.startswith("old: ")]
    assert words in line and "tools/faults.toml" in line and "remove the fault" in line, line


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ("return max(values", "is no Python any more, line 2"),
        ("return maximum(values)", "at no assertion: NameError"),
        ("return sum(values)\n\n\nimport nothing_of_the_kind", "pytest cannot run the test|at no assertion"),
    ],
    ids=["no Python", "another error", "an import that fails"],
)
def test_a_mutant_that_does_not_run_is_not_counted_as_found(after: str, why: str, tried: Try) -> None:
    status, said = tried(spoilt=SUM | dict(after=after))
    assert (status, said.splitlines()[-1]) == (1, "1 faults: 0 found, 0 survived, 1 broken"), said
    assert re.search(why, said), said


def test_a_test_that_is_skipped_has_found_nothing(tried: Try, checkout: Path) -> None:
    path = checkout / "tests" / "book" / "test_sums.py"
    path.write_text("import pytest\n\npytest.skip('no browser', allow_module_level=True)\n", "utf-8")
    git(checkout, "commit", "--quiet", "-am", "Skip")
    status, said = tried(sum=SUM)
    assert status != 0 and "1 found" not in said, said


def test_a_test_that_fails_without_any_fault_stops_the_run(tried: Try, checkout: Path) -> None:
    path = checkout / "src" / "small" / "sums.py"
    path.write_text(path.read_text("utf-8").replace("sum(values)", "max(values)"), "utf-8")
    git(checkout, "commit", "--quiet", "-am", "Break it")
    status, said = tried(first=TOTAL | dict(before="values[0]", after="values[1]"))
    assert status == 2 and "tests/book/test_sums.py::test_total: " in said and "fail without any fault" in said, said


def test_a_fault_whose_test_reads_the_book_is_given_one(request: pytest.FixtureRequest) -> None:
    """Of the tests that this session has collected: without a book in the copy such a test ends before it can find anything."""
    reads = {
        item.nodeid.partition("[")[0] for item in request.session.items if "site" in getattr(item, "fixturenames", ())
    }
    every = faults.declared(ROOT / faults.DECLARED)
    wrong = [one.id for one in every if one.test and one.test.partition("[")[0] in reads and not one.needs_book]
    assert not wrong, f"faults without pages, though their tests read the built book: {wrong}"


@pytest.mark.parametrize("kind", ["script", "page"])
def test_a_fault_that_shows_in_the_book_is_in_a_copy_of_it(kind: str, tried: Try) -> None:
    script = dict(
        kind="scripts", what="It sorts the wrong way.", file="notebooks/_static/sort.js", before="ascending",
        after="descending", test="tests/test_site.py::test_script",
    )  # fmt: skip
    page = SUM | dict(test="tests/test_site.py::test_page", pages=["index"])
    # Twice, for the first must not leave its book to the second; between them one that none of these tests can find.
    unseen = page | dict(before="values[0]", after="values[1]")
    spoilt = {"script": script, "page": page}[kind]
    status, said = tried(one=spoilt, unseen=unseen, again=spoilt)
    assert (status, said.splitlines()[-1]) == (1, "3 faults: 2 found, 1 survived"), said
    assert "unseen (survived)" in said


def test_what_a_test_leaves_behind_does_not_stop_the_next_fault(tried: Try, checkout: Path) -> None:
    leaves = "from pathlib import Path\n\nfrom small.sums import total\n\n\ndef test_left():\n    Path('_build/html').mkdir(parents=True, exist_ok=True)\n"
    (checkout / "tests" / "test_left.py").write_text(f"{leaves}    assert total([1, 2]) == 3\n", "utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "A test that leaves a folder")
    left = SUM | dict(test="tests/test_left.py::test_left")
    status, said = tried(left=left, page=SUM | dict(test="tests/test_site.py::test_page", pages=["index"]))
    assert (status, said.splitlines()[-1]) == (0, "2 faults: 2 found, 0 survived"), said


def test_faults_that_were_tried_before_an_interrupt_are_in_the_table(
    tried: Try, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = faults.try_it

    def interrupted(copy: object, fault: faults.Fault) -> faults.Tried:
        if fault.id == "second":
            raise KeyboardInterrupt
        return trial(copy, fault)

    monkeypatch.setattr(faults, "try_it", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tried(first=SUM, second=SUM)
    rows = list(csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8")))
    assert [(row["id"], row["found_by"]) for row in rows] == [("first", TOTAL["test"])]


AUDITED = {
    "audit/printed/__init__.py": "",
    "tools/read_part.py": (
        "import sys\nfrom pathlib import Path\n\nprinted = Path('_build/html/index.html').read_text()\n"
        "if sys.argv[2:] != ['index']:\n    sys.exit('The audit reads none of these pages.')\n"
        "if printed != '3':\n    print(f'index: the total: printed {printed}, expected 3')\n    sys.exit(1)\n"
    ),
}


def test_a_fault_for_which_no_test_is_named_is_for_the_audit_of_its_pages(tried: Try, checkout: Path) -> None:
    for name, text in AUDITED.items():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(text, "utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "Read what is printed")
    printed = {name: value for name, value in SUM.items() if name != "test"} | dict(pages=["index"])
    unseen = printed | dict(before="values[0]", after="values[1]")
    status, said = tried(printed=printed, unseen=unseen)
    assert (status, said.splitlines()[-1]) == (1, "2 faults: 1 found, 1 survived"), said
    rows = list(csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8")))
    assert [row["found_by"] for row in rows] == ["audit", ""]
    status, said = tried(elsewhere=printed | dict(pages=["nowhere"]))
    assert status == 2 and "The audit reads none of these pages" in said, said


def test_the_checkout_is_never_changed(tried: Try, checkout: Path) -> None:
    before = contents(checkout)
    status, said = tried("--fault", "sum", sum=SUM, spoilt=SUM | dict(after="return ("))
    assert status == 0 and said.endswith("1 faults: 1 found, 0 survived\n"), said
    declared = {faults.DECLARED.as_posix(): (checkout / faults.DECLARED).read_bytes()}
    table = {faults.TABLE.as_posix(): (checkout / faults.TABLE).read_bytes()}
    assert contents(checkout) == before | declared | table


def test_faults_that_are_not_tried_keep_their_rows_and_others_lose_theirs(tried: Try, checkout: Path) -> None:
    missed = SUM | dict(test="tests/book/test_sums.py::test_first")
    tried(sum=SUM, missed=missed, old=missed)
    rows = list(csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8")))
    assert [(row["id"], bool(row["found_by"])) for row in rows] == [("sum", True), ("missed", False), ("old", False)]
    tried("--fault", "missed", sum=SUM | dict(what="Other words."), new=SUM, missed=SUM)
    again = list(csv.DictReader((checkout / faults.TABLE).open(encoding="utf-8")))
    assert [(row["id"], row["found_by"]) for row in again] == [("sum", TOTAL["test"]), ("missed", TOTAL["test"])]
    assert again[0] == rows[0] | {"what": "Other words."}


@pytest.mark.parametrize(
    ("declared", "arguments", "words"),
    [
        ({"sum": {"kind": "measures"}}, (), "sum has no after, before, file, what"),
        ({"sum": SUM | dict(kind="weather")}, (), "sum is of the kind 'weather'"),
        ({"sum": SUM | dict(tset="x")}, (), "sum has tset, which means nothing"),
        ({"sum": SUM}, ("--fault", "sun"), "no fault and no kind of fault is called sun"),
        ({"sum": SUM | dict(test="tests/book/test_sums.py::test_totals")}, (), "test_totals"),
    ],
)
def test_what_is_no_declaration_is_refused(declared: dict, arguments: tuple, words: str, tried: Try) -> None:
    status, said = tried(*arguments, **declared)
    assert status == 2 and words in said, said


# --- The faults of the project ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every() -> Iterator[list[faults.Fault]]:
    return faults.declared(ROOT / faults.DECLARED)


def test_every_declared_fault_still_applies(every: list[faults.Fault]) -> None:
    gone = []
    for fault in every:
        try:
            text = fault.put_into((ROOT / fault.file).read_text("utf-8"))
        except (OSError, faults.FaultsError) as error:
            gone.append(f"{fault.id}: {error}")
            continue
        assert text != (ROOT / fault.file).read_text("utf-8"), f"{fault.id} changes nothing"
        if fault.file.endswith(".py"):
            compile(text, fault.file, "exec")
    assert not gone, "\n".join(gone)


def test_the_table_has_every_declared_fault_once(every: list[faults.Fault]) -> None:
    with (ROOT / faults.TABLE).open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["kind"], row["what"]) for row in csv.DictReader(file)]
    declared = [(fault.id, fault.kind, fault.what) for fault in every]
    assert rows == declared, f"data/faults.csv is of other faults, run make faults for {set(declared) ^ set(rows)}"


def test_every_kind_of_fault_is_declared_and_every_test_named_is_there(every: list[faults.Fault]) -> None:
    kinds = collections.Counter(fault.kind for fault in every)
    assert set(kinds) == set(faults.KINDS) and sum(kinds.values()) >= 80, kinds
    for fault in every:
        assert fault.what.endswith("."), f"{fault.id}: {fault.what}"
        if fault.test:
            path, _, name = fault.test.partition("::")
            there = re.search(rf"^def {name.partition('[')[0]}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
            assert there, f"{fault.id}: there is no {fault.test}"
