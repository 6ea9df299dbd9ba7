"""The command ``exposure-gradient``: what the Makefile calls."""

import argparse
import functools
import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_gradient.book.unchanged import refuse_no_files
from exposure_gradient.errors import InputError, OutputError
from exposure_gradient.paths import build_folder, data_folder, site_named, write_texts
from exposure_gradient.system import interrupts
from exposure_gradient.system.lock import lock_of, only_build
from exposure_gradient.system.surroundings import check_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from exposure_gradient.book.process import SphinxProcess


def _options(arguments: argparse.Namespace) -> object:
    from exposure_gradient.pages.options import Options

    limits = (arguments.seconds, arguments.megabytes)
    return Options(arguments.engine, arguments.jobs, *limits, arguments.force, arguments.scheduler)


def _run(arguments: argparse.Namespace, only: list[str], show: "Callable | None" = None) -> tuple[list, list]:
    from exposure_gradient.contents import plan
    from exposure_gradient.pages import run
    from exposure_gradient.sources.wording import hand_down_wording
    from exposure_gradient.tables import check_all, check_wording

    check_all()
    hand_down_wording()
    check_wording()
    pages = plan.all_pages()
    chosen = plan.select(pages, only) if only else pages
    if show is not None:
        show(pages)
    failures = run.run_pages(chosen, _options(arguments))
    return pages, failures


def _report(failures: list) -> int:
    if not failures:
        return 0
    print(f"\n{len(failures)} pages failed:", file=sys.stderr)
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    return 1


def _print_document(text: str) -> None:
    """Print what is to be kept as a file: in UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def data(arguments: argparse.Namespace) -> int:
    """Derive the tables from the publishers' files; compare them with the committed ones, or write them."""
    from exposure_gradient.measures.intervals import intervals
    from exposure_gradient.tables import derive, load

    derived = derive.derive_all()
    with tempfile.TemporaryDirectory() as name:
        derive.write_tables(Path(name), derived)
        derived["intervals"] = derive.to_csv(intervals(load(Path(name))))
    folder = data_folder()
    if arguments.write:
        with interrupts.held_back():
            derive.write_tables(folder, derived)
        print(f"Wrote {len(derived)} tables.")
        return 0
    found = []
    for name, text in derived.items():
        path = folder / f"{name}.csv"
        committed = path.read_text("utf-8", errors="replace") if path.is_file() else ""
        found += derive.differences(name, committed, text)
    for line in found:
        print(line, file=sys.stderr)
    print(
        f"{len(derived)} tables derived from the publishers' files; {len(found)} differences from the committed ones."
    )
    return 1 if found else 0


def toc(arguments: argparse.Namespace) -> int:
    """Write ``_toc.yml``."""
    from exposure_gradient.contents import toc as contents
    from exposure_gradient.measures import study

    write_texts({contents.toc_path(): contents.as_text(study())})
    return 0


def scores(arguments: argparse.Namespace) -> int:
    """Print a table of scores to start from, in the format that SCORES takes."""
    from exposure_gradient.editions.own_scores import table_to_start_from

    _print_document(table_to_start_from(data_folder()))
    return 0


def pages(arguments: argparse.Namespace) -> int:
    """Run pages, all of them or those named."""
    with only_build(build_folder()):
        _, failures = _run(arguments, arguments.only)
    return _report(failures)


def notebook(arguments: argparse.Namespace) -> int:
    """Print a page's notebook, not run, with its code set, for plain papermill or JupyterLab."""
    from exposure_gradient.contents import plan
    from exposure_gradient.pages import run

    [page] = plan.select(plan.all_pages(), [arguments.page])
    import nbformat

    _print_document(nbformat.writes(run.notebook_to_run(page)) + "\n")
    return 0


def wording(arguments: argparse.Namespace) -> int:
    """Print where the wording of tasks is cached, or ``none``: the value of EXPOSURE_GRADIENT_WORDING."""
    from exposure_gradient.sources import load_included
    from exposure_gradient.sources.wording import prepare_wording

    load_included()  # downloaded with it, for a build without a network
    print(prepare_wording() or "none")
    return 0


def book(arguments: argparse.Namespace) -> int:
    """Run every page and build the book; the last good book stays where anything fails."""
    from exposure_gradient.book import unchanged
    from exposure_gradient.book.process import SphinxProcess

    def is_unchanged() -> bool:
        if arguments.force or not unchanged.is_unchanged():
            return False
        print(f"Nothing has changed. Open {os.path.relpath(build_folder() / 'html' / 'index.html')} in a browser.")
        return True

    if not arguments.when_told and is_unchanged():
        return 0
    site_named()  # refused here, before Sphinx begins, which reads it too
    with lock_of(build_folder()) as lock:
        lock.take(is_waited_for=arguments.when_told)
        begun_with = unchanged.inputs_digest()
        with SphinxProcess(arguments.jobs, begun_with, arguments.tell) as sphinx:
            first: list[str] = []
            if arguments.when_told:
                from exposure_gradient.commands import preload as wait

                wait.load(_options(arguments))
                lock.give_back()
                line = sys.stdin.readline()
                if not line:  # whoever would have told it has ended
                    return 0
                lock.take(is_waited_for=True)
                if is_unchanged():
                    return 0
                begun_with = unchanged.inputs_digest()
                sphinx.look_again(begun_with)
                wait.forget()
                first = line.split()[1:]
            return _build(arguments, sphinx, begun_with, first)


def _build(arguments: argparse.Namespace, sphinx: "SphinxProcess", begun_with: str, first: list[str]) -> int:
    from exposure_gradient.book import unchanged
    from exposure_gradient.book.source import assemble_source
    from exposure_gradient.contents import toc as contents
    from exposure_gradient.measures import study
    from exposure_gradient.site import release as books
    from exposure_gradient.tables import check_all

    check_all()
    contents.check(study())
    every, failures = _run(arguments, [], functools.partial(_show, arguments, sphinx, first) if first else None)
    if failures:
        _report(failures)
        print("The book was not built; the last good one stays as it is.", file=sys.stderr)
        return 1
    assemble_source(every)
    print("Building the book …", flush=True)
    digests = books.build_html(every, sphinx)
    unchanged.remember(begun_with, digests)
    print(f"{len(every)} pages. Open {os.path.relpath(books.published() / 'index.html')} in a browser.")
    return 0


def _show(arguments: argparse.Namespace, sphinx: "SphinxProcess", first: list[str], pages: list) -> None:
    """Run the pages that are looked at, and have each seen as soon as it is there, where the frame around it is the same."""
    from exposure_gradient.pages import run
    from exposure_gradient.site import release as books

    frame = books.frame(pages)
    for page in run.run_first([page for page in pages if page.name in first], _options(arguments)):
        sphinx.show(page.name, frame)


def country(arguments: argparse.Namespace) -> int:
    """Build the edition with a page of a reader's own table of employment, apart from the edition."""
    from exposure_gradient.contents import toc as contents
    from exposure_gradient.editions.own_employment import CHOICES, Given, use
    from exposure_gradient.measures import study

    values = vars(arguments)
    where = dict(pair.partition("=")[::2] for pair in filter(None, arguments.where.split(";")))
    by = tuple(filter(None, map(str.strip, arguments.by.split(","))))
    options = {name: values[name] for name in CHOICES if values[name] is not None}
    names = ("name", "year", "crosswalk", "weights", "sheet")
    given = Given(arguments.employment, by=by, where=where, options=options, **{name: values[name] for name in names})
    page = use(given, lambda own: contents.as_text(study(), own))
    status = book(arguments)
    if not status:
        print(f"The page: {os.path.relpath(build_folder() / 'html' / f'{page}.html')}")
    return status


def serve(arguments: argparse.Namespace) -> int:
    """Serve the book on this machine; build it again when a file is saved, and reload the page."""
    from exposure_gradient.commands.serve import serve as serve_book

    serve_book(arguments.port, ["--engine", arguments.engine, "--jobs", str(arguments.jobs)])
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Hold the built book, or another folder, against the manifest of an edition: every file by its sha256."""
    from exposure_gradient.site import manifest

    stated = manifest.read_manifest(arguments.manifest)
    site = arguments.site or build_folder() / "html"
    if not site.is_dir():
        raise InputError(f"There is no built book in {site}. Run `make book`, or name its folder with --site.")
    wrong = manifest.differences(stated, manifest.digests(site))
    for line in wrong[: manifest.SHOWN]:
        print(line, file=sys.stderr)
    if len(wrong) > manifest.SHOWN:
        print(f"and {len(wrong) - manifest.SHOWN} more", file=sys.stderr)
    print(f"{len(stated)} files of the manifest; {len(wrong)} differences in {os.path.relpath(site)}.")
    return 1 if wrong else 0


def diff(arguments: argparse.Namespace) -> int:
    """Compare two editions of the tables: rows, pages and claims that differ; write a report."""
    from exposure_gradient.editions.compare import compare_editions

    summary, place = compare_editions(arguments.old, arguments.new, build_folder() / "diff")
    print(summary.strip())
    print(f"\nThe report: {os.path.relpath(place)}")
    return 0


def _count(text: str) -> int:
    """Read a number of processes: one at least."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: give 1 or more")
    return int(text)


def _persons(text: str) -> float:
    """Read how many persons a unit stands for."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of persons: give one such as 1000")
    return number


def _digits(text: str) -> int | str:
    """Read how many digits codes have."""
    if text not in ("1", "2", "3", "4", "mixed"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of digits: give 1 to 4, or mixed")
    return text if text == "mixed" else int(text)


def _with_employment(added: argparse.ArgumentParser) -> None:
    """Add the options of `country`."""
    added.add_argument(
        "employment", type=Path, help="a table of employment by occupation: CSV, .xlsx, .dta or .parquet"
    )
    added.add_argument("--name", default="", help="what the page is called; the file's name if none is given")
    added.add_argument("--year", default="", help="the year that the page is about")
    added.add_argument("--by", default="", help="columns by which the table is parted, with commas between them")
    added.add_argument("--where", default="", help="rows that are meant: COLUMN=VALUE, with semicolons between them")
    for name in ("crosswalk", "weights"):
        added.add_argument(f"--{name}", type=Path, help=f"a table of {name} as employment_by_exposure takes it")
    for name in ("sheet", "code", "weight", "nested", "repeated", "total", "decimal"):
        added.add_argument(f"--{name}", help=f"the option {name} of employment_by_exposure or read_employment")
    added.add_argument(
        "--unknown", choices=("refuse", "unplaced"), help="what becomes of codes that ISCO-08 does not have"
    )
    added.add_argument("--unit", type=_persons, help="persons that one unit of employment stands for, such as 1000")
    added.add_argument("--digits", type=_digits, help="digits that every code has: 1 to 4, or mixed")


def _parser() -> argparse.ArgumentParser:
    from exposure_gradient.pages.options import ENGINES, Options

    parser = argparse.ArgumentParser(prog="exposure-gradient", description="Build The Exposure Gradient.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(function, **defaults: object) -> argparse.ArgumentParser:
        words = (function.__doc__ or "").strip()
        added = commands.add_parser(function.__name__, help=words, description=words)
        added.set_defaults(command=function, **defaults)
        return added

    def with_run_options(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
        usual = Options()
        added.add_argument("--engine", choices=sorted(ENGINES), default=usual.engine, help="how notebooks are run")
        added.add_argument("--jobs", type=_count, default=usual.jobs, help="processes at once (%(default)s)")
        added.add_argument("--seconds", type=float, default=usual.seconds, help="a page's time limit (%(default)s)")
        added.add_argument("--megabytes", type=int, default=usual.megabytes, help="a page's memory limit (%(default)s)")
        added.add_argument("--force", action="store_true", help="run pages that are current, too")
        return added

    def with_own_scores(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
        added.add_argument("--scores", type=Path, help="a table of your own scores, in place of the ILO's")
        return added

    command(data).add_argument("--write", action="store_true", help="write the tables instead of comparing them")
    command(toc)
    command(scores)
    scheduler = dict(metavar="ADDRESS", help="a Dask scheduler whose workers run the pages, such as tcp://HOST:8786")
    added = with_own_scores(with_run_options(command(pages)))
    added.add_argument("--scheduler", **scheduler)
    added.add_argument("only", nargs="*", help="ISCO-08 codes or page names; all if none")
    command(notebook).add_argument("page", help="an ISCO-08 code or a page's name")
    command(wording)
    added = with_own_scores(with_run_options(command(book)))
    added.add_argument("--scheduler", **scheduler)
    added.add_argument(
        "--when-told", action="store_true", help="load everything, then build when a line comes over standard input"
    )
    added.add_argument("--tell", type=int, metavar="DESCRIPTOR", help=argparse.SUPPRESS)
    _with_employment(with_run_options(command(country, scheduler=None, when_told=False, tell=None)))
    with_run_options(command(serve)).add_argument(
        "--port", default="8000", help="port; 0 takes a free one (%(default)s)"
    )
    added = command(diff)
    added.add_argument("old", help="a folder of tables, or a revision of this checkout")
    added.add_argument("new", help="a folder of tables, or a revision of this checkout")
    added = command(verify)
    added.add_argument("manifest", type=Path, help="manifest.sha256 as an edition has it")
    added.add_argument("--site", type=Path, help="the folder to hold against it; the built book if none is named")
    return parser


def _what_stays(arguments: argparse.Namespace) -> str:
    return " The last good book stays as it is." if arguments.command in (book, pages, country) else ""


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    arguments = _parser().parse_args(argv)
    if arguments.command in (book, pages, country):
        gc.disable()  # what is imported stays; the run of pages enables it again
    try:
        check_limits()
        refuse_no_files()
        if getattr(arguments, "scores", None):
            from exposure_gradient.editions.own_scores import use

            use(arguments.scores)
        return arguments.command(arguments)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OutputError as error:
        print(f"error: {error}{_what_stays(arguments)}", file=sys.stderr)
        return 2
    except (OSError, MemoryError) as error:
        from exposure_gradient.system.refusals import explained

        print(f"error: {explained(error)}{_what_stays(arguments)}", file=sys.stderr)
        return 2
    finally:
        gc.enable()


if __name__ == "__main__":
    from exposure_gradient.commands import entry as command

    sys.exit(command.main())
