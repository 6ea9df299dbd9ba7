"""The entry of the command ``exposure-gradient``: what must be arranged before anything large is imported."""

import errno
import io
import os
import signal
import sys
from collections.abc import Sequence

from exposure_gradient.paths import IS_CHECKOUT
from exposure_gradient.system import interrupts, surroundings

NO_CHECKOUT = (
    "error: This command works in a checkout of the project, which has the notebooks. What is installed here are the tables: "
    "use them from Python, with import exposure_gradient.\n"
)


class PrintError(Exception):
    """What this process prints cannot be written. No OSError, so that it is not taken for one of the files."""

    def __init__(self, error: OSError) -> None:
        """Keep what the system said."""
        super().__init__(error.strerror)
        self.is_unread = error.errno == errno.EPIPE


class _Stream(io.FileIO):
    def write(self, content: bytes) -> int | None:
        try:
            return super().write(content)
        except OSError as error:
            raise PrintError(error) from None


def _arrange_streams() -> None:
    """Open a closed standard stream on nothing, and print a character that an encoding does not have as its escape.

    In place of a closed stream the next file that is opened would stand, and take what is printed.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        written = io.BufferedWriter(_Stream(descriptor, "w", closefd=False))
        stream = io.TextIOWrapper(
            written,
            encoding=getattr(getattr(sys, name), "encoding", "utf-8"),
            errors="backslashreplace",
            line_buffering=name == "stderr" or os.isatty(descriptor),
        )
        setattr(sys, name, stream)


def _print_to_nothing() -> None:
    """Send what is still to be printed to nothing, or Python would fail on it once more at its end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nothing, descriptor)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    interrupts.take_over()
    _arrange_streams()
    surroundings.settle()
    try:
        try:
            if not IS_CHECKOUT:
                sys.stderr.write(NO_CHECKOUT)
                return 2
            from exposure_gradient.commands import cli

            return cli.main(argv)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    except PrintError as error:
        if error.is_unread:  # nobody reads any more, as with `| head`
            _print_to_nothing()
            return interrupts.BASE_STATUS + signal.SIGPIPE
        os.write(2, f"error: What this command prints cannot be written: {error}.\n".encode())
        _print_to_nothing()
        return 2


if __name__ == "__main__":
    sys.exit(main())
