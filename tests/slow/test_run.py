"""Running pages: the two engines agree, a page that fails is named while others finish, nothing runs twice."""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from exposure_gradient import kept as kept_files
from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.pages import notebook as notebooks
from exposure_gradient.pages import page as pages_of
from exposure_gradient.pages import run
from exposure_gradient.pages.engine import PageProcessError, run_in_child
from exposure_gradient.pages.page import Page, digest_of
from exposure_gradient.pages.run import Failure, Options
from exposure_gradient.sources.wording import Wording, Words

HEAD = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\nkernelspec:\n" \
       "  display_name: Python 3\n  language: python\n  name: python3\nexposure_gradient:\n  description: A page.\n---\n\n# A page\n"  # fmt: skip
NO_LIMIT = 0


pytestmark = pytest.mark.usefixtures("build")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Page]:
    """Make a page whose notebook consists of the given code cells."""

    def page(name: str, *cells: str, parameters: dict[str, Any] | None = None, tags: str = "") -> Page:
        declared = "".join(f"{key} = None\n" for key in parameters or {})
        parts = [f"```{{code-cell}} ipython3\n:tags: [parameters]\n\n{declared}```"] if declared else []
        parts += [f"```{{code-cell}} ipython3\n{tags}\n{cell}\n```" for cell in cells]
        template = tmp_path / f"{name}.md"
        template.write_text(HEAD + "\n" + "\n\n".join(parts) + "\n", "utf-8")
        return Page(name=f"gradient/{name}", template=template, parameters=parameters or {}, inputs=name)

    return page


def cell(source: str, **metadata: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def streams(outputs: Sequence[nbformat.NotebookNode], name: str = "stdout") -> str:
    return "".join(output.text for output in outputs if output.output_type == "stream" and output.name == name)


def kept(build: Path, page: Page) -> Path:
    return build / "source" / f"{page.name}.ipynb"


def run_all(*pages: Page, **options: Any) -> list[Failure]:
    return run.run_pages(pages, Options(**{"jobs": 2, "seconds": 60, "megabytes": NO_LIMIT} | options))


# --- The two engines -------------------------------------------------------------------------------------------------


@pytest.mark.trial("other machines and engines")
def test_the_engines_give_the_same_bytes(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = plan.select(plan.all_pages(), ["3211", "7126", "3"])
    texts: dict[str, dict[str, str]] = {}
    for engine in ("fork", "stock"):
        monkeypatch.setenv("EXPOSURE_GRADIENT_BUILD", str(build / engine))
        failures = run_all(*chosen, engine=engine)
        assert failures == [], [str(failure) for failure in failures]
        texts[engine] = {page.name: kept(build / engine, page).read_text("utf-8") for page in chosen}
    for page in chosen:
        assert texts["fork"][page.name] == texts["stock"][page.name], f"{page.name}: the engines differ"


def test_a_kept_notebook_holds_nothing_that_differs_from_run_to_run(build: Path) -> None:
    [page] = plan.select(plan.all_pages(), ["3211"])
    texts = []
    for _ in range(2):
        assert run_all(page, force=True) == []
        texts.append(kept(build, page).read_text("utf-8"))
    assert texts[0] == texts[1]
    notebook = nbformat.reads(texts[0], as_version=4)
    nbformat.validate(notebook)
    assert "papermill" not in notebook.metadata and "version" not in notebook.metadata.language_info
    [injected] = [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert "remove-cell" in injected.metadata.tags


ODDITIES = {
    "streams": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('<p>x</p>'))\nprint('after')\n1 + 1",
    "bytes": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 40, format='png')",
    "quiet": "x = 1;",
    "last expression": "{'a': [1, 2]}",
    "magic": "%precision 3\n3.14159",
}


def test_the_engines_collect_outputs_alike(make: Callable[..., Page]) -> None:
    page = make("odd", *ODDITIES.values(), "print('next')")
    outputs = {}
    for engine in ("fork", "stock"):
        notebook = run.run_page(page, Options(engine=engine, seconds=60))
        outputs[engine] = [(cell.execution_count, _collected(cell.outputs)) for cell in notebook.cells[1:]]
    for case, fork, stock in zip((*ODDITIES, "the next"), outputs["fork"], outputs["stock"], strict=True):
        assert fork == stock, f"the engines differ: {case}"


def _collected(outputs: Sequence[nbformat.NotebookNode]) -> list[Any]:
    """A cell's outputs, its two streams each as a whole: a kernel is free to send them in pieces."""
    others = [output for output in outputs if output.output_type != "stream"]
    return [streams(outputs), streams(outputs, "stderr"), others]


# --- A page in its child ---------------------------------------------------------------------------------------------


def test_outputs_come_back_cell_by_cell() -> None:
    failed, results = run_in_child([cell("print('a'); x = 2"), cell("x * 21")], 60, NO_LIMIT)
    assert failed is None
    assert [count for _, count in results] == [1, 2]
    assert streams(results[0][0]) == "a\n"
    assert results[1][0][0].data["text/plain"] == "42"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["1", "import time; time.sleep(600)"], "longer than its limit"),
        (["1", "import os; os._exit(3)"], "status 3"),
        (["1", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], "SIGKILL"),
        (["1", "while True: print('x' * 100_000)"], "more output"),
        (["1", "import subprocess; subprocess.run(['yes'])\n2"], "more output"),
        (["1", "big = [bytearray(10_000_000) for _ in range(400)]"], "MemoryError"),
    ],
    ids=[
        "hangs",
        "leaves",
        "is killed",
        "prints without end",
        "lets a subprocess print without end",
        "takes all memory",
    ],
)
def test_a_page_that_goes_wrong_is_named_with_its_cell_and_the_others_finish(
    cells: list[str], words: str, make: Callable[..., Page], build: Path
) -> None:
    wrong, good = make("1111-wrong", *cells), make("2222-good", "print('done')")
    [failure] = run_all(wrong, good, seconds=3 if "longer" in words else 60, megabytes=500)
    assert (failure.page, failure.cell) == (wrong.name, 3), failure  # the heading is a cell
    assert words in str(failure), failure
    assert kept(build, good).is_file() and not kept(build, wrong).exists()


def test_a_page_whose_process_is_killed_once_is_run_again(
    make: Callable[..., Page], build: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "died"
    once = make("1111-once", f"import os, pathlib\nif not pathlib.Path({str(mark)!r}).exists():\n"
                f"    pathlib.Path({str(mark)!r}).touch(); os.kill(os.getpid(), 9)\nprint('done')")  # fmt: skip
    others = [make(f"{number}222-good", "print('done')") for number in range(2, 6)]
    assert run_all(once, *others) == []
    assert mark.exists()
    assert all(kept(build, page).is_file() for page in (once, *others))


def test_a_page_whose_process_is_killed_each_time_is_given_up_by_name(
    make: Callable[..., Page], build: Path, tmp_path: Path
) -> None:
    count = tmp_path / "runs"
    deadly = make(
        "1111-deadly",
        f"import os\nwith open({str(count)!r}, 'a') as file:\n    _ = file.write('x')\nos.kill(os.getpid(), 9)",
    )
    others = [make(f"{number}222-good", "print('done')") for number in range(2, 6)]
    [failure] = run_all(deadly, *others)
    assert failure.page == deadly.name and "SIGKILL" in failure.error, failure
    assert count.read_text("utf-8") == "xxx", "not run as often as ATTEMPTS says"
    assert all(kept(build, page).is_file() for page in others)


def test_state_does_not_leak_between_pages() -> None:
    leaving = cell("import builtins, os, sys, exposure_gradient\nleft = 1\nbuiltins.left = 1\nos.environ['LEFT'] = '1'\n"
                   "sys.modules['left'] = sys\nexposure_gradient.left = 1\nos.chdir('/')")  # fmt: skip
    asking = cell("import os, sys, builtins, exposure_gradient\n[name for name, found in {'name': 'left' in globals(), "
                  "'builtin': hasattr(builtins, 'left'), 'environment': 'LEFT' in os.environ, 'module': 'left' in sys.modules, "
                  "'package': hasattr(exposure_gradient, 'left'), 'folder': os.getcwd() == '/'}.items() if found]")  # fmt: skip
    assert run_in_child([leaving], 60, NO_LIMIT)[0] is None
    _, [(outputs, count)] = run_in_child([asking], 60, NO_LIMIT)
    assert outputs[0].data["text/plain"] == "[]"
    assert count == 1


def test_what_a_page_sets_does_not_move_its_own_files(make: Callable[..., Page], build: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    page = make(
        "moves",
        f"import os, sys\nos.environ['EXPOSURE_GRADIENT_BUILD'] = {str(away)!r}\nos.chdir('/')\nsys.stdout = None",
    )
    assert run_all(page) == []
    assert kept(build, page).is_file() and not away.exists()


def test_a_page_that_is_kept_in_part_is_not_current(
    make: Callable[..., Page], build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between its files and its state: not even the edit that is taken back makes it current."""
    page = make("page", "print('same')")
    assert run_all(page) == [] and run.is_current(page)
    made = run.make_page(page, Options())
    with monkeypatch.context() as killed:
        killed.setattr(kept_files, "state", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run.keep_page(page, made)
    assert not run.is_current(page)
    assert run_all(page) == [] and run.is_current(page)


def test_a_failing_cell_ends_the_page_with_its_traceback() -> None:
    failed, results = run_in_child([cell("1"), cell("1 / 0"), cell("print('never')")], 60, NO_LIMIT)
    assert failed == 1 and len(results) == 2
    error = results[1][0][-1]
    assert (error.output_type, error.ename) == ("error", "ZeroDivisionError")
    assert any("1 / 0" in line for line in error.traceback)


def test_a_cell_that_may_raise_does_not_end_the_page() -> None:
    failed, results = run_in_child([cell("1 / 0", tags=["raises-exception"]), cell("'on'")], 60, NO_LIMIT)
    assert failed is None and results[1][0][0].data["text/plain"] == "'on'"


def test_what_a_subprocess_writes_is_kept_with_its_cell() -> None:
    source = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', \"import sys; print('out'); print('err', file=sys.stderr)\"])"
    _, results = run_in_child([cell(source), cell("print('next')")], 60, NO_LIMIT)
    assert "out\n" in streams(results[0][0]) and "err\n" in streams(results[0][0], "stderr")
    assert streams(results[1][0]) == "next\n"


def test_a_page_without_code_is_the_same_by_both_engines() -> None:
    pages = [page for page in plan.chapters() if not notebooks.has_code(notebooks.prepare(page))]
    assert pages, "no chapter is without code"
    for page in pages:
        stock, fork = (notebooks.as_bytes(run.run_page(page, Options(engine=engine))) for engine in ("stock", "fork"))
        assert stock == fork, f"{page.name} differs between the engines"


def test_what_is_written_to_the_descriptor_is_kept() -> None:
    _, results = run_in_child([cell("import os; _ = os.write(1, b'raw\\xff\\n')")], 60, NO_LIMIT)
    assert streams(results[0][0]) == "raw\N{REPLACEMENT CHARACTER}\n"


@pytest.mark.parametrize("cells", [["while True: pass"], ["import time", "time.sleep(60)"]])
def test_a_page_that_takes_too_long_is_ended(cells: list[str]) -> None:
    began = time.monotonic()
    with pytest.raises(PageProcessError, match=r"longer than its limit of 0\.5 seconds"):
        run_in_child([cell(source) for source in cells], 0.5, NO_LIMIT)
    assert time.monotonic() - began < 10


def test_the_time_limit_ends_what_the_page_started_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    source = f"import subprocess\np = subprocess.Popen(['sleep', '60'])\nopen({str(note)!r}, 'w').write(str(p.pid))\np.wait()"
    with pytest.raises(PageProcessError):
        run_in_child([cell(source)], 2, NO_LIMIT)
    pid = int(note.read_text())
    for _ in range(50):
        if not _is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"the page's subprocess {pid} outlived it")


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("status", [0, 1, 7])
def test_a_process_that_leaves_is_reported_with_its_status(status: int) -> None:
    with pytest.raises(PageProcessError, match=f"ended with status {status}"):
        run_in_child([cell(f"import os; os._exit({status})")], 60, NO_LIMIT)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGTERM"])
def test_a_process_that_is_killed_is_reported_with_its_signal(name: str) -> None:
    with pytest.raises(PageProcessError, match=f"ended by signal {name}"):
        quietly = "import faulthandler, os, signal; faulthandler.disable()"  # or Python prints where it was
        run_in_child([cell(f"{quietly}; os.kill(os.getpid(), signal.{name})")], 60, NO_LIMIT)


def test_a_page_that_takes_too_much_memory_fails_in_its_cell() -> None:
    failed, results = run_in_child([cell("'small'"), cell("x = bytearray(600_000_000)")], 60, 200)
    assert failed == 1
    assert results[1][0][-1].ename == "MemoryError"


def test_memory_within_the_limit_is_granted() -> None:
    assert run_in_child([cell("x = bytearray(50_000_000)")], 60, 400)[0] is None


def test_system_exit_in_a_cell_is_a_failure() -> None:
    failed, _ = run_in_child([cell("import sys; sys.exit(0)"), cell("1")], 60, NO_LIMIT)
    assert failed == 0


def test_no_child_is_left_behind() -> None:
    run_in_child([cell("1")], 60, NO_LIMIT)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


# --- Many pages ------------------------------------------------------------------------------------------------------


def test_failing_pages_are_named_with_cell_and_error_and_the_others_finish(
    make: Callable[..., Page], build: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pages = [
        make("good", "print('fine')"),
        make("raises", "x = 1", "raise LookupError('no such thing')"),
        make("dies", "import os", "os._exit(3)"),
        make("killed", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
        make("slow", "while True: pass"),
        make("fine", "1 + 1"),
    ]
    failures = {failure.page: failure for failure in run_all(*pages, seconds=3)}
    assert sorted(failures) == ["gradient/dies", "gradient/killed", "gradient/raises", "gradient/slow"]
    said = {name: str(failure) for name, failure in failures.items()}
    assert "in cell 3: LookupError: no such thing" in said["gradient/raises"]
    assert "status 3" in said["gradient/dies"]
    assert "SIGKILL" in said["gradient/killed"]
    assert "limit of 3 seconds" in said["gradient/slow"]
    assert "LookupError" in failures["gradient/raises"].kept.read_text("utf-8")
    for page in pages:
        assert kept(build, page).is_file() == (page.name not in failures), page.name
    assert "gradient/raises: failed" in capfd.readouterr().err


@pytest.mark.parametrize("engine", ["fork", "stock"])
def test_both_engines_name_the_failing_cell_alike(engine: str, make: Callable[..., Page]) -> None:
    page = make("raises", "x = 1", "1 / 0", parameters={"isco08": "3211"})
    [failure] = run_all(page, engine=engine)
    # Cells: heading, parameters, injected parameters, x = 1, 1 / 0.
    assert (failure.page, failure.cell) == ("gradient/raises", 5)
    assert failure.error == "ZeroDivisionError: division by zero"


def test_the_stock_engine_keeps_its_time_limit(make: Callable[..., Page]) -> None:
    [failure] = run_all(make("slow", "import time; time.sleep(60)"), engine="stock", seconds=2)
    assert failure.page == "gradient/slow" and "ime" in failure.error


def test_a_page_that_failed_is_run_again_and_its_last_notebook_is_kept(make: Callable[..., Page], build: Path) -> None:
    page = make("page", "print('good')")
    assert run_all(page) == []
    before = kept(build, page).read_bytes()
    page = make("page", "1 / 0")
    for _ in range(2):
        assert len(run_all(page)) == 1
    assert kept(build, page).read_bytes() == before
    page = make("page", "print('mended')")
    assert run_all(page) == []
    assert kept(build, page).read_bytes() != before


def test_a_template_that_cannot_be_read_is_a_failure_of_its_page_alone(make: Callable[..., Page], build: Path) -> None:
    good, broken = make("good", "1"), make("broken", "1")
    broken.template.write_bytes(b"\xff\xfe not UTF-8 \xff")
    failures = run_all(good, broken)
    assert [failure.page for failure in failures] == ["gradient/broken"]
    assert kept(build, good).is_file()


def test_a_second_run_runs_nothing(
    make: Callable[..., Page], build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = tmp_path / "runs"
    page = make("page", f"with open({str(counter)!r}, 'a') as file:\n    _ = file.write('x')")
    for _ in range(2):
        assert run_all(page) == []
    assert counter.read_text() == "x"
    assert "All 1 pages are current." in capsys.readouterr().out
    assert run_all(page, force=True) == []
    assert counter.read_text() == "xx"


@pytest.mark.parametrize("change", ["template", "parameters", "inputs", "title", "notebook", "no notebook", "no state"])
def test_a_change_of_what_a_page_depends_on_runs_it_again(change: str, make: Callable[..., Page], build: Path) -> None:
    page = make("page", "print('same')", parameters={"isco08": "3211"})
    assert not run.is_current(page)
    assert run_all(page) == []
    assert run.is_current(page)
    fields: dict[str, Any] = {
        "name": page.name,
        "template": page.template,
        "parameters": page.parameters,
        "inputs": "page",
    }
    if change == "template":
        page.template.write_text(page.template.read_text("utf-8") + "\nMore.\n", "utf-8")
    elif change == "notebook":
        kept(build, page).write_text("{}", "utf-8")
    elif change == "no notebook":
        kept(build, page).unlink()
    elif change == "no state":
        shutil.rmtree(build / "state")
    else:
        fields[change] = {"parameters": {"isco08": "3212"}, "inputs": "other", "title": "A title"}[change]
    assert not run.is_current(Page(**fields)), f"a change of {change} is not seen"


@pytest.mark.parametrize("digest", ["code_digest", "lock_digest"])
def test_a_change_of_code_or_lock_runs_a_page_again(
    digest: str, make: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make("page", "1")
    before = page.fingerprint()
    monkeypatch.setattr(pages_of, digest, lambda *_: "another")
    assert page.fingerprint() != before


def test_an_occupations_page_depends_on_its_own_figures_and_wording(everything: Any) -> None:
    pages = plan.occupation_pages(everything, plan.load_wording())
    assert len(pages) == 427 and len({page.fingerprint() for page in pages}) == 427
    first = everything.occupation(everything.codes[0])
    for name in first.inputs():
        other = digest_of(first.inputs() | {name: "another"})
        assert other != digest_of(first.inputs()), f"a change of {name} is not seen"


@pytest.mark.parametrize("column", Words._fields)
def test_a_change_of_one_tasks_wording_runs_its_page_and_no_other(column: str, everything: Any) -> None:
    index = [("3211", 1), ("3211", 2), ("7126", 1)]
    texts = pd.DataFrame(
        [[f"{name} of {task}" for name in Words._fields] for task in index],
        pd.MultiIndex.from_tuples(index, names=["isco08", "task"]),
        Words._fields,
    )
    before = {page.name: page.fingerprint() for page in plan.occupation_pages(everything, Wording(texts))}
    changed = texts.copy()
    changed.loc[("3211", 2), column] += ", reworded"
    after = {page.name: page.fingerprint() for page in plan.occupation_pages(everything, Wording(changed))}
    assert [name[:13] for name in before if before[name] != after[name]] == ["gradient/3211"]


# --- Parameters ------------------------------------------------------------------------------------------------------


def test_an_unknown_parameter_is_refused_by_name(make: Callable[..., Page]) -> None:
    page = make("page", "1", parameters={"isco08": "3211"})
    wrong = Page(name=page.name, template=page.template, parameters={"isco88": "3211"})
    with pytest.raises(InputError, match="no parameter 'isco88'; its parameters are: isco08"):
        notebooks.prepare(wrong)
    [failure] = run_all(wrong)
    assert "'isco88'" in failure.error


@pytest.mark.parametrize("template", plan.TEMPLATES)
def test_the_authored_notebooks_declare_their_parameters(template: str) -> None:
    import jupytext

    notebook = jupytext.read(plan.notebooks_folder() / f"{template}.md", fmt="md:myst")
    expected = {
        plan.OCCUPATION: {"isco08"},
        plan.GROUP: {"major_group"},
        plan.COUNTRY: {"country"},
        plan.LEFT_OUT: set(),
    }[template]
    assert notebooks.declared_parameters(notebook) == expected


@pytest.mark.parametrize("code", ["321", "9999", "0110"])
def test_a_page_for_what_is_no_occupation_fails_by_name(code: str) -> None:
    template = plan.notebooks_folder() / "occupation.md"
    [failure] = run_all(Page(name="gradient/none", template=template, title="None", parameters={"isco08": code}))
    assert "InputError" in failure.error and repr(code) in failure.error


@pytest.mark.parametrize(
    ("key", "words"),
    [("321", "four digits"), ("9999", "not among the 427"), ("abcd", "No page is called 'abcd'"), ("", "No page is called ''"),
     ("3211-medical", "No page is called")],
)  # fmt: skip
def test_a_page_that_is_none_cannot_be_selected(key: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan.select(plan.all_pages(), ["3211", key])


def test_pages_are_selected_by_code_group_and_name() -> None:
    chosen = plan.select(plan.all_pages(), ["3211", "3", "index"])
    assert [page.name.split("-")[0] for page in chosen] == ["gradient/3211", "groups/3", "index"]


def test_a_notebook_to_take_along_has_the_parameter_and_no_output(build: Path) -> None:
    [page] = plan.select(plan.all_pages(), ["3211"])
    assert run_all(page) == []
    ran = nbformat.read(kept(build, page), as_version=4)
    notebook = notebooks.without_outputs(ran)
    nbformat.validate(notebook)
    assert any(cell.get("outputs") for cell in ran.cells), "the notebook that ran has lost its outputs"
    assert all(not cell.get("outputs") for cell in notebook.cells)
    assert any('isco08 = "3211"' in cell.source for cell in notebook.cells if cell.cell_type == "code")
