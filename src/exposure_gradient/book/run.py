"""Build the book's HTML as ``jupyter-book build`` does, on several processes.

The command itself has no option for the number of processes; the function behind it has. Run as a program in a
process of its own, because Sphinx leaves traces in the one it ran in; it loads what it needs and then waits to be told,
over its standard input, that the source is complete.
"""

import gc
import os
import sys
from pathlib import Path

from exposure_gradient.book.process import WAITS
from exposure_gradient.system.lock import end_with_parent


def main(source: str, toc: str, config: str, output: str, jobs: str) -> int:
    """Build ``source`` into ``output``; warnings are errors. Return the exit status."""
    gc.disable()  # what is loaded stays loaded; sphinx_cores looks for garbage when there may be some
    from jupyter_book.sphinx import build_sphinx

    result = build_sphinx(
        Path(source).resolve(),
        Path(output).resolve(),
        noconfig=True,
        path_config=Path(config).resolve(),
        confoverrides={
            "external_toc_path": Path(toc).resolve().as_posix(),
            "latex_individualpages": False,
            WAITS: True,
        },
        builder="html",
        warningiserror=True,
        keep_going=True,
        quiet=True,
        jobs=int(jobs) + 1,  # one of them only hands out the work
    )
    return result if isinstance(result, int) else 1


if __name__ == "__main__":
    end_with_parent()
    # Its own children, too: each holds the others' pipes open, and would wait for ever for someone to read from its own.
    os.register_at_fork(after_in_child=end_with_parent)
    status = main(*sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # nothing is left to do, and taking a whole book's environment apart takes its time
