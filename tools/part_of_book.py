"""Run some pages of a book that is built already, and publish it with them: what one fault needs, not the whole book.

    python tools/part_of_book.py 3211 index

Every other page stays as the last build left it, whatever the code now says. No book to read, only one to test.
"""

import sys
from collections.abc import Sequence

from exposure_gradient.paths import build_folder
from exposure_gradient.system import surroundings


def main(names: Sequence[str]) -> int:
    """Run the pages that are named by code, group or name, and build the book on one core; return 1 where a page fails."""
    surroundings.settle()  # before anything large is imported, as the command does
    from exposure_gradient.book import unchanged
    from exposure_gradient.book.process import SphinxProcess
    from exposure_gradient.book.source import assemble_source
    from exposure_gradient.contents import plan
    from exposure_gradient.pages import run
    from exposure_gradient.pages.options import Options
    from exposure_gradient.site import release as book
    from exposure_gradient.sources.wording import hand_down_wording
    from exposure_gradient.system.lock import only_build

    with only_build(build_folder()), SphinxProcess(1, unchanged.inputs_digest()) as sphinx:
        hand_down_wording()
        pages = plan.all_pages()
        failures = run.run_pages(plan.select(pages, names), Options(jobs=1)) if names else []
        for failure in failures:
            print(failure, file=sys.stderr)
        if not failures:
            assemble_source(pages)
            book.build_html(pages, sphinx)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
