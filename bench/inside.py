"""What the benchmark runs in processes of its own.

python inside.py ours PLACE ARGUMENT...   the command `exposure-gradient`, with PLACE as the top folder
python inside.py floor JOBS CODE...       the same statistics and figures without notebooks, kernels or papermill
python inside.py forks JOBS CODE...       the same, each page in a process of its own: the least that isolation costs
"""

import functools
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def ours(place: str, *arguments: str) -> int:
    """Run the project's own command with another top folder: one with a table of contents of its own.

    Set before anything else is imported, so that the command imports no more, and no sooner, than it does by itself.
    """
    from exposure_gradient import paths

    paths.ROOT = Path(place)
    from exposure_gradient.commands import entry as command

    return command.main(arguments)


def one_page(isco08: str) -> int:
    """Calculate, write and draw everything that one page shows, and the files beside it but its notebook; return their length."""
    from exposure_gradient.publication.figures.share_image import share_image
    from exposure_gradient.publication.inline import run_inline
    from exposure_gradient.publication.trail import CLAIMS_TYPE
    from exposure_gradient.site import beside as files
    from exposure_gradient.site import ledger, tables
    from exposure_gradient.site.markdown import markdown_twin

    shown = run_inline("occupation", isco08=isco08).shown.values()
    bundles = [part._repr_mimebundle_() for parts in shown for part in parts]
    [record] = [files.checked(bundle["application/json"]) for bundle in bundles if "application/json" in bundle]
    claims = [claim for bundle in bundles for claim in bundle.get(CLAIMS_TYPE, ())]
    made = [
        *(bundle["text/html"] for bundle in bundles),
        json.dumps(record, ensure_ascii=False),
        tables.csv_text(tables.for_spreadsheets(files.task_rows(record))),
        markdown_twin(record),
        ledger.as_csv(ledger.rows_of(isco08, isco08, claims)),
        share_image(record),
    ]
    return sum(map(len, made))


def _in_child(work: Callable[[], bool]) -> int:
    """Fork a process that does the work; return its number. Its status is 0 where the work is done."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if work() else 1
        finally:
            os._exit(status)
    return child


def _one_after_the_other(codes: Sequence[str], forked: bool) -> bool:
    if not forked:
        return all(one_page(code) > 0 for code in codes)
    done = [os.waitpid(_in_child(lambda code=code: one_page(code) > 0), 0)[1] == 0 for code in codes]
    return all(done)


def floor(jobs: str, *codes: str, forked: bool = False) -> int:
    """Make every page's statistics and figures in forked processes, after a warm-up; print wall and CPU seconds."""
    n = int(jobs)
    one_page(codes[0])
    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    children = [_in_child(functools.partial(_one_after_the_other, codes[job::n], forked)) for job in range(n)]
    failed = any(status for _, status in [os.waitpid(child, 0) for child in children])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"wall": time.perf_counter() - began, "cpu": used.ru_utime + used.ru_stime}))
    return int(failed)


if __name__ == "__main__":
    sys.exit({"ours": ours, "floor": floor, "forks": functools.partial(floor, forked=True)}[sys.argv[1]](*sys.argv[2:]))
