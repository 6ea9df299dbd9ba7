"""Time, processor time and memory of commands, and figures with their noise."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.02
SAID_AT_A_FAILURE = 3000


@dataclass(frozen=True)
class Finished:
    """A command that has ended well: seconds, what it printed, and when it printed each line."""

    wall: float
    cpu: float
    lines: tuple[tuple[float, str], ...]
    peak_bytes: int = 0
    others: float = 0.0
    """The share of the machine's processor time that other processes took meanwhile."""

    @property
    def text(self) -> str:
        """What the command printed."""
        return "".join(line for _, line in self.lines)

    def moment(self, start: str) -> float:
        """Return after how many seconds the line that starts so was printed."""
        for seconds, line in self.lines:
            if line.startswith(start):
                return seconds
        raise SystemExit(f"The command did not print {start!r}:\n{self.text}")


def _tree(pid: int) -> Iterator[int]:
    """Give a process and its descendants."""
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        try:
            children = (thread / "children").read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _proportional_bytes(pid: int) -> int:
    """Return a process's proportional set size: memory that several share is divided among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _busy_seconds() -> float:
    """Return the processor seconds, of all cores, that went to any process since the machine started."""
    try:
        user, nice, system, _, _, *rest = map(int, Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:])
    except (OSError, ValueError):
        return 0.0
    return (user + nice + system + sum(rest[:3])) / os.sysconf("SC_CLK_TCK")


class _Sampler(threading.Thread):
    """Watches the memory of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._stop_now, self.peak = pid, threading.Event(), 0

    def run(self) -> None:
        while not self._stop_now.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(_proportional_bytes, _tree(self._pid))))

    def stop(self) -> int:
        self._stop_now.set()
        self.join()
        return self.peak


def run(command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, memory: bool = False) -> Finished:
    """Run a command to its end. Wall time is from start to end; CPU time is its own and all its descendants'."""
    lines = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        began, busy = time.perf_counter(), _busy_seconds()
        process = subprocess.Popen(
            list(map(str, command)), env=dict(environment), cwd=cwd, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        sampler = _Sampler(process.pid) if memory else None
        if sampler:
            sampler.start()
        try:
            for line in process.stdout:
                lines.append((time.perf_counter() - began, line))
            _, status, used = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            process.terminate()
            raise
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = sampler.stop() if sampler else 0
        if process.returncode:
            errors.seek(0)
            said = ("".join(line for _, line in lines) + errors.read())[-SAID_AT_A_FAILURE:]
            raise SystemExit(f"{' '.join(map(str, command))[:300]}\nfailed with {process.returncode}:\n{said}")
    cpu = used.ru_utime + used.ru_stime
    others = max(0.0, _busy_seconds() - busy - cpu) / (wall * (os.cpu_count() or 1))
    finished = Finished(wall, cpu, tuple(lines), peak, others)
    every.append(finished)
    return finished


every: list[Finished] = []
"""Every command that this process has run."""


def others_share() -> float:
    """Return the share of processor time that other processes took while commands ran, per cent."""
    wall = sum(one.wall for one in every)
    return 100 * sum(one.others * one.wall for one in every) / wall if wall else 0.0


@dataclass
class Figure:
    """One line of the benchmark. ``low`` and ``high`` are the least and greatest that the repeats allow."""

    key: str
    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    repeats: int = 1
    target: float | None = None
    at_least: bool = False
    note: str = ""
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def shown_value(self) -> str:
        """The value with its unit and its noise."""
        noise = ""
        if self.repeats > 1 and self.low is not None and self.high is not None:
            noise = f" [{_number(self.low)}–{_number(self.high)}, n={self.repeats}]"
        return f"{_number(self.value)} {self.unit}".strip() + noise

    @property
    def shown_target(self) -> str:
        """The target, and whether it is met."""
        if self.target is None:
            return "no target"
        sign = "≥" if self.at_least else "≤"
        return f"target {sign} {_number(self.target)} {self.unit}".strip() + f", {'met' if self.is_met else 'MISSED'}"

    def line(self) -> str:
        """Return the figure as one line: name, value, target."""
        note = f" — {self.note}" if self.note else ""
        return f"{self.name}: {self.shown_value} ({self.shown_target}){note}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def single(key: str, name: str, samples: Sequence[float], unit: str, **more) -> Figure:
    """Return the median of samples as a figure."""
    samples = list(samples)
    noise = dict(low=min(samples), high=max(samples), repeats=len(samples))
    return Figure(key, name, statistics.median(samples), unit, **noise, samples={"samples": samples}, **more)


def ratio(key: str, name: str, above: Sequence[float], below: Sequence[float], **more) -> Figure:
    """Return the ratio of two medians as a figure; its noise is the widest that the samples allow."""
    above, below = list(above), list(below)
    value = statistics.median(above) / statistics.median(below)
    noise = dict(low=min(above) / max(below), high=max(above) / min(below), repeats=min(len(above), len(below)))
    return Figure(key, name, value, "times", **noise, samples={"above": above, "below": below}, **more)
