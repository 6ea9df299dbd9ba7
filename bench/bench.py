"""Measure the project against the stock pipeline, a floor and itself, in one run on one machine.

    .venv/bin/python bench/bench.py [--quick] [--full] [--only abcdefgh] [--repeats N]

Prints a line for each figure, `name: value (target)`, and writes data/benchmark.json, which the chapter on speed shows;
a quick or partial run writes it to bench/ instead. Everything is built in a temporary folder. Machines are noisy: what can be a ratio is a ratio of medians of runs that took turns,
and the least and greatest value stand beside it.

a  the stock pipeline a page against ours    e  a build that changes nothing
b  our run against the floor                 f  peak memory
c  ten times the pages                       g  bytes over the wire
d  one cell of the tables changed            h  size of the published site
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import yaml

import altered
import wire
from measured import Figure, Finished, others_share, ratio, run, single

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
INSIDE = HERE / "inside.py"
BUILDING = "Building the book"
EDITED, OTHER = "3211", "3212"
US_OCCUPATION = "29-2033.00"
"""Joined to the unit group that is edited, and to no other."""
ALL = "abcdefgh"
RESULTS = "benchmark.json"
MEGA, GIGA = 1e6, 1e9
PACKAGES = ("papermill", "nbclient", "ipykernel", "jupyter-book", "Sphinx", "myst-nb", "pandas", "matplotlib")
OURS_IN_CONFIG = ("extra_extensions",)
OURS_IN_SPHINX = ("templates_path", "html_additional_pages", "html_sidebars", "html_math_renderer")
OURS_IN_THEME = ("collapse_navbar", "show_navbar_depth")


@dataclass
class Bench:
    """One run of the benchmark: how large it is, where it builds, and what it has found."""

    place: Path
    quick: bool
    full: bool
    repeats: int
    times: int
    jobs: int
    figures: list[Figure] = field(default_factory=list)
    runs: dict[str, list[Finished]] = field(default_factory=dict)
    wording: Path | None = None

    def add(self, figure: Figure) -> None:
        """Keep a figure and print its line."""
        self.figures.append(figure)
        print(figure.line(), flush=True)

    @property
    def data(self) -> Path:
        """The tables that most figures are measured on: a copy of the project's own, or a few of them."""
        return self.place / "data"

    @property
    def contents(self) -> Path:
        """The top folder for those tables: the project's, but for the table of contents."""
        return self.place / "contents"

    @property
    def build(self) -> Path:
        """The build folder that holds the finished book."""
        return self.place / "build"

    @property
    def codes(self) -> list[str]:
        """The occupations."""
        return list(altered.read(self.data, "occupations")["isco08"])

    def environment(self, build: Path, data: Path | None = None) -> dict[str, str]:
        """Return the environment of a command: its own build folder, its own tables, this checkout's code."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EXPOSURE_GRADIENT_")}
        for name in ("EXPOSURE_GRADIENT_SOURCES", "EXPOSURE_GRADIENT_CACHE"):
            if name in os.environ:
                kept[name] = os.environ[name]
        sources = ROOT.parent / "shared" / "data"
        if sources.is_dir():  # where the project itself would look, but for its top folder being another one
            kept.setdefault("EXPOSURE_GRADIENT_SOURCES", str(sources))
        return kept | {
            "EXPOSURE_GRADIENT_BUILD": str(build),
            "EXPOSURE_GRADIENT_DATA": str(data or self.data),
            "MPLCONFIGDIR": str(self.place / "matplotlib"),
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONWARNINGS": "ignore::DeprecationWarning",
        }

    def ours(
        self, build: Path, *arguments: str, data: Path | None = None, contents: Path | None = None, memory: bool = False
    ) -> Finished:
        """Run the project's command. The wording's cache is put in place before the clock starts."""
        self.put_wording(build)
        command = [sys.executable, INSIDE, "ours", contents or self.contents, *arguments]
        return run(command, self.environment(build, data), ROOT, memory)

    def put_wording(self, build: Path) -> None:
        """Copy the wording's cache into a build folder that has none."""
        if self.wording is not None and not (build / "cache").is_dir():
            shutil.copytree(self.wording.parent, build / "cache")

    def make_contents(self, place: Path, data: Path) -> None:
        """Make a top folder like the project's, but with the table of contents that other tables give."""
        place.mkdir(parents=True)
        for name in ("_config.yml", "notebooks", "requirements.txt", "src"):
            (place / name).symlink_to(ROOT / name)
        self.ours(self.place / "warm", "toc", data=data, contents=place)


def prepare(bench: Bench) -> None:
    """Copy the tables, read the wording once with the clock on it, and let every cache fill before measuring."""
    if bench.quick:
        altered.small_book(ROOT, bench.data, bench.place / "top")
    else:
        altered.copy(ROOT / "data", bench.data)
    warm = bench.place / "warm"
    command = [sys.executable, "-m", "exposure_gradient.commands.cli", "wording"]
    first, again = (run(command, bench.environment(warm), ROOT) for _ in range(2))
    if again.text.strip() != "none":
        bench.wording = Path(again.text.strip())
    bench.runs["wording"] = [first, again]
    bench.make_contents(bench.contents, bench.data)
    bench.ours(warm, "pages", EDITED)


def build_ours(bench: Bench, memory: bool = False) -> Finished:
    """Build our whole book from nothing."""
    shutil.rmtree(bench.build, ignore_errors=True)
    return bench.ours(bench.build, "book", "--jobs", str(bench.jobs), memory=memory)


def need_ours(bench: Bench) -> None:
    """See to it that the finished book is there."""
    if not (bench.build / "html").is_dir():
        build_ours(bench)


def sample_codes(bench: Bench) -> list[str]:
    """Return occupations evenly spread over the codes."""
    codes, wanted = bench.codes, 4 if bench.quick else 20
    return [codes[index * len(codes) // wanted] for index in range(wanted)]


def stock_config(target: Path) -> None:
    """Write our configuration without what makes the book quick."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config.pop("bibtex_bibfiles", None)
    for name in OURS_IN_CONFIG:
        config["sphinx"].pop(name, None)
    inner = config["sphinx"]["config"]
    for name in OURS_IN_SPHINX:
        inner.pop(name, None)
    for name in OURS_IN_THEME:
        inner.get("html_theme_options", {}).pop(name, None)
    config["execute"] = {"execute_notebooks": "off"}
    target.write_text(yaml.safe_dump(config), "utf-8")


def stock_book(bench: Bench, notebooks: list[Path], place: Path) -> Finished:
    """Build a book of notebooks as `jupyter-book build` does by default, all of them in one flat list."""
    shutil.rmtree(place, ignore_errors=True)
    source = place / "source"
    (source / "gradient").mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks" / "_static", source / "_static")
    (source / "index.md").write_text("# A sample\n\nPages of the stock pipeline.\n", "utf-8")
    for path in notebooks:
        shutil.copyfile(path, source / "gradient" / path.name)
    chapters = [{"file": f"gradient/{path.stem}"} for path in notebooks]
    contents = {"format": "jb-book", "root": "index", "chapters": chapters}
    (place / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), "utf-8")
    stock_config(place / "_config.yml")
    program = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jupyter-book'; main()"
    options = ["--path-output", place / "out", "--config", place / "_config.yml", "--toc", place / "_toc.yml", "-q"]
    done = run([sys.executable, "-c", program, "build", source, *options], bench.environment(place), place)
    built = len(list((place / "out" / "_build" / "html" / "gradient").glob("*.html")))
    if built != len(notebooks):
        raise SystemExit(f"The stock book has {built} of {len(notebooks)} pages.")
    return done


def stock_run(bench: Bench, codes: list[str]) -> tuple[float, float, list[Path]]:
    """Run pages with papermill's stock engine. Return wall and CPU seconds, and the run notebooks.

    The seconds are less those that the command takes to find that all pages are current: few pages bear them.
    """
    build = bench.place / "stock"
    command = ["pages", "--engine", "stock", "--jobs", str(bench.jobs)]
    whole = bench.ours(build, *command, "--force", *codes)
    fixed = bench.ours(build, *command, *codes)
    notebooks = sorted((build / "source" / "gradient").glob("*.ipynb"))
    return whole.wall - fixed.wall, whole.cpu - fixed.cpu, notebooks


def turns(bench: Bench, wanted: str) -> None:
    """Run stock pipeline, our book, our pages alone and the floor in turn, so that a busy machine meets them all."""
    codes, sample = bench.codes, sample_codes(bench)
    for name in ("ours", "pages", "floor", "forks"):
        bench.runs[name] = []
    stock: dict[str, list[float]] = {"run": [], "book": [], "cpu": []}
    for _ in range(bench.repeats):
        if "a" in wanted:
            wall, cpu, notebooks = stock_run(bench, sample)
            book = stock_book(bench, notebooks, bench.place / "stock-book")
            stock["run"].append(wall / len(sample))
            stock["book"].append(book.wall / len(sample))
            stock["cpu"].append((cpu + book.cpu) / len(sample))
        if set("ac") & set(wanted):
            bench.runs["ours"].append(build_ours(bench))
        if "b" in wanted:
            bench.runs["pages"].append(
                bench.ours(bench.place / "run", "pages", "--force", "--jobs", str(bench.jobs), *codes)
            )
            environment = bench.environment(bench.place / "run")
            environment["EXPOSURE_GRADIENT_WORDING"] = str(bench.wording or "none")
            for kind in ("floor", "forks"):
                command = [sys.executable, INSIDE, kind, str(bench.jobs), *codes]
                bench.runs[kind].append(run(command, environment, ROOT))
    if "a" in wanted:
        against_stock(bench, stock, len(sample))
    if "b" in wanted:
        against_floor(bench)


def n_pages(bench: Bench) -> int:
    """Return how many pages our book has: occupations, groups and chapters."""
    return len(list((bench.build / "source").rglob("*.ipynb")))


def against_stock(bench: Bench, stock: dict[str, list[float]], n_sample: int) -> None:
    """Figures (a)."""
    n, ours = len(bench.codes), bench.runs["ours"]
    run_page = [done.moment(BUILDING) / n for done in ours]
    book_page = [(done.wall - done.moment(BUILDING)) / n for done in ours]
    whole_stock = [a + b for a, b in zip(stock["run"], stock["book"], strict=True)]
    understated = f"the defaults grow with the square of the pages, so {n_sample} pages understate them"
    for key, name, seconds in [
        ("stock_run_page", f"Stock run, a page (sample of {n_sample})", stock["run"]),
        ("stock_book_page", f"Stock book, a page (sample of {n_sample}, flat)", stock["book"]),
        ("our_run_page", f"Our run, an occupation (all {n}, groups and chapters included)", run_page),
        ("our_book_page", f"Our book, an occupation (all {n}, groups and chapters included)", book_page),
    ]:
        bench.add(single(key, name, seconds, "s", note=understated if key == "stock_book_page" else ""))
    bench.add(ratio("stock_run_ratio", "Stock run against ours", stock["run"], run_page))
    bench.add(ratio("stock_book_ratio", "Stock book against ours", stock["book"], book_page, note=understated))
    whole_ours = [done.wall / n for done in ours]
    end_to_end = dict(target=20, at_least=True)
    bench.add(
        ratio(
            "stock_ratio",
            "Stock pipeline against ours, end to end",
            whole_stock,
            whole_ours,
            note=understated,
            **end_to_end,
        )
    )
    name = "Stock pipeline against ours, end to end, CPU instead of wall"
    bench.add(ratio("stock_cpu_ratio", name, stock["cpu"], [done.cpu / n for done in ours], note=understated))
    if bench.full:
        need_ours(bench)
        pages = sorted((bench.build / "source" / "gradient").glob("*.ipynb"))
        full = [stock_book(bench, pages, bench.place / "stock-full").wall / n]
        bench.add(single("stock_book_page_full", f"Stock book, a page (all {n}, flat)", full, "s"))
        whole = [seconds + full[0] for seconds in stock["run"]]
        name = f"Stock pipeline against ours, end to end, its book of all {n} pages flat"
        bench.add(ratio("stock_ratio_full", name, whole, whole_ours, **end_to_end))
    wording = max(0.0, bench.runs["wording"][0].wall - bench.runs["wording"][1].wall)
    seconds = [done.wall + wording for done in ours]
    note = f"{n_pages(bench)} pages, nothing kept from earlier, reading the wording ({wording:.1f} s) included"
    bench.add(single("whole_book", "Whole book, tables to HTML", seconds, "s", target=75, note=note))


def against_floor(bench: Bench) -> None:
    """Figures (b)."""
    ours, floors, forks = bench.runs["pages"], bench.runs["floor"], bench.runs["forks"]
    inner = [json.loads(floor.text) for floor in floors]
    forked = [json.loads(one.text) for one in forks]
    n = len(bench.codes)
    note = f"{n} occupations, whole commands, imports and warm-up included on both sides"
    for key, what in (("wall", "wall"), ("cpu", "CPU")):
        above = [getattr(done, key) for done in ours]
        below = [getattr(done, key) for done in floors]
        bench.add(
            ratio(f"floor_{key}_ratio", f"Our run against the floor, {what}", above, below, target=1.5, note=note)
        )
        name = f"The floor with a process a page, nothing else, against the floor, {what}"
        least = [getattr(done, key) for done in forks]
        bench.add(ratio(f"forks_{key}_ratio", name, least, below, note="what isolating the pages costs at the least"))
        bench.add(ratio(f"forks_ours_{key}_ratio", f"Our run against that, {what}", above, least))
        for kind, title, samples in [
            ("run", "Our run", [seconds / n for seconds in above]),
            ("floor", "Floor after its warm-up", [one[key] / n for one in inner]),
            ("forks", "Floor with a process a page, after its warm-up", [one[key] / n for one in forked]),
        ]:
            bench.add(single(f"{kind}_{key}_page", f"{title}, {what} a page", samples, "s"))


def ten_times(bench: Bench) -> None:
    """Figures (c): the cost of a page in a book of ten times the pages."""
    times = bench.times
    data, codes = altered.multiplied(bench.data, bench.place / "data-times", times)
    contents, build = bench.place / "contents-times", bench.place / "build-times"
    bench.make_contents(contents, data)
    if bench.wording is not None:
        altered.multiply_wording(bench.wording, data / "corrections.csv", build / "cache", codes)
    done = bench.ours(build, "book", "--jobs", str(bench.jobs), data=data, contents=contents)
    small, n = bench.runs["ours"], len(bench.codes)
    n_small, n_large = n_pages(bench), len(list((build / "source").rglob("*.ipynb")))
    stages = [
        ("run", "run", lambda one: one.moment(BUILDING)),
        ("book", "book", lambda one: one.wall - one.moment(BUILDING)),
        ("whole", "run and book", lambda one: one.wall),
    ]
    note = f"{n_large:,} pages against {n_small:,}"
    for key, name, seconds in stages:
        above, below = [seconds(done) / n_large], [seconds(one) / n_small for one in small]
        bench.add(single(f"times_{key}_page", f"{n * times:,} occupations: {name}, a page", above, "s"))
        title = f"{n * times:,} occupations against {n:,}: {name}, a page"
        bench.add(ratio(f"times_{key}_ratio", title, above, below, target=1.1, note=note))
    shutil.rmtree(build)


def _ran(done: Finished) -> str:
    """Return the command's own line on how many pages it ran."""
    return next((line.strip() for _, line in done.lines if line.startswith("Ran ")), "").partition(";")[0]


def one_edit(bench: Bench) -> None:
    """Figures (d): from one changed cell of the tables to finished HTML."""
    need_ours(bench)

    def title(number: int) -> None:
        altered.change(bench.data, "us_occupations", "title", f"Edited {number} times", onet_soc=US_OCCUPATION)

    def score(column: str) -> Callable[[int], None]:
        return lambda _: altered.change_score(bench.data, EDITED, column)

    for key, name, change, target in [
        ("edit_title", "One U.S. title changed, to finished HTML", title, 5),
        ("edit", "One 2023 score changed, to finished HTML", score("score_2023"), 5),
        ("edit_order", "One 2025 score changed, to finished HTML", score("score_2025"), None),
    ]:
        done = []
        for number in range(1, bench.repeats + 1):
            change(number)
            done.append(bench.ours(bench.build, "book", "--jobs", str(bench.jobs)))
        bench.add(single(key, name, [one.wall for one in done], "s", target=target, note=_ran(done[-1])))


def no_change(bench: Bench) -> None:
    """Figure (e)."""
    need_ours(bench)
    done = [bench.ours(bench.build, "book", "--jobs", str(bench.jobs)) for _ in range(max(3, bench.repeats))]
    bench.add(single("no_change", "Nothing changed", [one.wall for one in done], "s", target=1))


def peak_memory(bench: Bench) -> None:
    """Figure (f): a whole build of its own, because watching memory takes time."""
    done = build_ours(bench, memory=True)
    note = "proportional set size of all processes, sampled every 20 ms over a whole build"
    bench.add(single("memory", "Peak memory", [done.peak_bytes / GIGA], "GB", target=1.5, note=note))


def over_the_wire(bench: Bench) -> None:
    """Figures (g)."""
    need_ours(bench)
    browser = wire.find_browser(ROOT)
    if browser is None:
        print("Bytes over the wire: not measured, no browser was found", flush=True)
        return
    site = bench.build / "html"
    page, other = (
        next((site / "gradient").glob(f"{code}-*.html")).relative_to(site).as_posix() for code in (EDITED, OTHER)
    )
    first, second, third = wire.views(site, [page, page, other], browser)
    for key, name, view, targets in [
        ("first", f"{EDITED}, first view", first, (150, 700)),
        ("second", f"{EDITED}, second view", second, (150, 700)),
        ("other", "another occupation after it", third, (150, 700)),
    ]:
        kilo = view.own() / 1e3, view.shared() / 1e3
        bench.add(single(f"wire_{key}_own", f"Wire, {name}: page and its figures", kilo[:1], "kB", target=targets[0]))
        bench.add(single(f"wire_{key}_shared", f"Wire, {name}: shared files", kilo[1:], "kB", target=targets[1]))
    largest = sorted(((size, name) for name, size in first.bytes_of.items()), reverse=True)[:4]
    print("  largest: " + ", ".join(f"{Path(name).name} {size / 1e3:.0f} kB" for size, name in largest), flush=True)


def site_size(bench: Bench) -> None:
    """Figure (h)."""
    need_ours(bench)
    files = [path for path in (bench.build / "html").resolve().rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / MEGA
    bench.add(single("site", "Published site", [size], "MB", target=60, note=f"{len(files):,} files"))
    kinds: dict[str, float] = {}
    for path in files:
        kinds[path.suffix] = kinds.get(path.suffix, 0) + path.stat().st_size / MEGA
    largest = sorted(kinds.items(), key=lambda kind: -kind[1])[:5]
    print("  of which: " + ", ".join(f"{kind} {size:.1f} MB" for kind, size in largest), flush=True)


def machine(bench: Bench) -> dict[str, object]:
    """Return what the figures were measured on; nothing that names the machine."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "cpu": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGA, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "jobs": bench.jobs,
        "load_at_start": round(os.getloadavg()[0], 1),
    }


def write_results(bench: Bench, on: dict[str, object], folder: Path) -> None:
    """Write benchmark.json, which the chapter on speed shows."""
    result = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "quick": bench.quick,
        "occupations": len(bench.codes),
        "machine": on,
        "others_pct": round(others_share()),
        "figures": [asdict(figure) | {"met": figure.is_met} for figure in bench.figures],
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    (folder / RESULTS).write_text(text, "utf-8")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few pages, to see that the benchmark works")
    parser.add_argument("--full", action="store_true", help="the stock book of all pages, too (10 minutes)")
    parser.add_argument("--only", default=ALL, help="which figures, by their letters (%(default)s)")
    parser.add_argument("--repeats", type=int, help="turns of what is compared (3; quick: 1)")
    parser.add_argument("--times", type=int, help="how many times the pages for figure c (10; quick: 3)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="processes at once (%(default)s)")
    parser.add_argument("--results", type=Path, help=f"the folder for {RESULTS}")
    chosen = parser.parse_args()
    if chosen.results is None:
        chosen.results = HERE if chosen.quick or set(chosen.only) != set(ALL) else ROOT / "data"
    return chosen


def main() -> int:
    """Measure what was asked for and write the results; they are written after every letter."""
    chosen = options()
    with tempfile.TemporaryDirectory(prefix="exposure-bench-") as folder:
        repeats = chosen.repeats or (1 if chosen.quick else 3)
        times = chosen.times or (3 if chosen.quick else 10)
        bench = Bench(Path(folder).resolve(), chosen.quick, chosen.full, repeats, times, chosen.jobs)
        on = machine(bench)
        prepare(bench)
        turns(bench, chosen.only)
        rest = {"e": no_change, "d": one_edit, "g": over_the_wire, "h": site_size, "f": peak_memory, "c": ten_times}
        for letter, measure in rest.items():
            if letter in chosen.only:
                measure(bench)
            write_results(bench, on, chosen.results)
        print(f"Other work took {others_share():.0f} % of the processors meanwhile.")
        print(f"Written: {os.path.relpath(chosen.results / RESULTS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
