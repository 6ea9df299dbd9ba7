"""Measure a run on a Dask cluster of two workers on this machine against the run without one.

    .venv/bin/python bench/cluster.py [--repeats N] [--results FOLDER]

Scheduler, workers and caller are processes of their own in a network namespace of their own, so that what crosses its loopback is
theirs alone. Both ways run all pages and a few, in turn: the difference is what a page takes, the few are what a run takes before its
first page. Writes data/benchmark_cluster.json, which the chapter on clusters shows.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from measured import Figure, Finished, ratio, run, single

ROOT = Path(__file__).resolve().parents[1]
RESULTS = "benchmark_cluster.json"
INSIDE = "--inside"
WORKERS = 2
FEW = ("3211", "7126")
ADDRESS = "tcp://127.0.0.1:8786"
SETTLE_SECONDS = 3
PACKAGES = ("distributed", "papermill", "pandas", "matplotlib")


def environment(build: Path) -> dict[str, str]:
    """Return the environment of a process: a build folder of its own."""
    return os.environ | {"EXPOSURE_GRADIENT_BUILD": str(build), "PYTHONWARNINGS": "ignore::DeprecationWarning"}


@contextmanager
def cluster(place: Path) -> Iterator[dict[str, subprocess.Popen]]:
    """Give a scheduler and workers, each in a folder of its own."""
    commands = {"scheduler": ["scheduler", "--port", "8786"]}
    for number in range(WORKERS):
        commands[f"worker-{number}"] = ["worker", ADDRESS, "--nthreads", "1", "--no-nanny"]
    processes = {}
    try:
        for name, (kind, *arguments) in commands.items():
            folder = place / name
            folder.mkdir()
            whole = [
                sys.executable,
                "-m",
                f"distributed.cli.dask_{kind}",
                *arguments,
                "--host",
                "127.0.0.1",
                "--no-dashboard",
            ]
            with (folder / "log").open("wb") as log:
                processes[name] = subprocess.Popen(whole, cwd=folder, env=environment(folder), stdout=log, stderr=log)
        time.sleep(SETTLE_SECONDS)
        yield processes
    finally:
        for process in processes.values():
            process.kill()
            process.wait()


def cpu_seconds(process: subprocess.Popen) -> float:
    """Return the processor seconds that a running process and its ended children have taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def loopback_bytes() -> int:
    """Return how many bytes have crossed the loopback of this namespace."""
    for line in Path("/proc/self/net/dev").read_text("ascii").splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[0])
    raise SystemExit("There is no loopback here.")


class Samples:
    """What was measured, by way, size and quantity."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._of: dict[tuple[str, str, str], list[float]] = {}

    def add(self, way: str, size: str, **measured: float) -> None:
        """Keep what one run took."""
        for quantity, value in measured.items():
            self._of.setdefault((way, size, quantity), []).append(value)

    def get(self, way: str, size: str, quantity: str) -> list[float]:
        """Return the samples."""
        return self._of[way, size, quantity]

    def a_page(self, way: str, quantity: str, n_pages: int) -> list[float]:
        """Return what each page more takes: all less a few."""
        pairs = zip(self.get(way, "all", quantity), self.get(way, "few", quantity), strict=True)
        return [(every - few) / (n_pages - len(FEW)) for every, few in pairs]


def measure(place: Path, repeats: int) -> tuple[Samples, int]:
    """Run all pages and a few, here and by the cluster, in turn; return the samples and how many pages there are."""
    samples, command = Samples(), [sys.executable, "-m", "exposure_gradient.commands.cli", "pages", "--force"]
    n_pages = 0
    for _ in range(repeats):
        for size, only in (("few", FEW), ("all", ())):
            local = run([*command, "--jobs", str(WORKERS), *only], environment(place / "local"), ROOT)
            samples.add("local", size, wall=local.wall, cpu=local.cpu, others=100 * local.others)
            with tempfile.TemporaryDirectory(dir=place) as folder, cluster(Path(folder)) as processes:
                scheduler, workers = processes["scheduler"], [processes[f"worker-{n}"] for n in range(WORKERS)]
                before = cpu_seconds(scheduler), sum(map(cpu_seconds, workers)), loopback_bytes()
                done = run([*command, "--scheduler", ADDRESS, *only], environment(place / "cluster"), ROOT)
                time.sleep(SETTLE_SECONDS)
                after = cpu_seconds(scheduler), sum(map(cpu_seconds, workers)), loopback_bytes()
            spent, made, sent = (late - early for late, early in zip(after, before, strict=True))
            samples.add("cluster", size, wall=done.wall, caller=done.cpu, scheduler=spent, workers=made, sent=sent)
            samples.add("cluster", size, cpu=done.cpu + spent + made)
            n_pages = max(n_pages, pages_run(done))
    compare(place)
    return samples, n_pages


def pages_run(done: Finished) -> int:
    """Return how many pages a run says that it ran."""
    line = next(line for _, line in done.lines if line.startswith("Ran "))
    return int(line.split()[1])


def compare(place: Path) -> None:
    """End the benchmark where the two ways have not given the same bytes."""
    for name in ("source", "beside"):
        done = subprocess.run(["diff", "-rq", place / "local" / name, place / "cluster" / name], check=False)
        if done.returncode:
            raise SystemExit("The cluster gave other bytes than the local run.")


def figures(samples: Samples, n_pages: int) -> list[Figure]:
    """Return what the chapter shows and reckons with."""

    def less(above: list[float], below: list[float], factor: float = 1) -> list[float]:
        return [(a - b) * factor for a, b in zip(above, below, strict=True)]

    local, ours = samples.get("local", "all", "wall"), samples.get("cluster", "all", "wall")
    page_local, page_ours = (samples.a_page(way, "wall", n_pages) for way in ("local", "cluster"))
    starts = [samples.get(way, "few", "wall") for way in ("local", "cluster")]
    milli = lambda values: [value * 1e3 for value in values]  # noqa: E731
    return [
        single("local_wall", f"All {n_pages} pages on this machine, {WORKERS} processes", local, "s"),
        single("cluster_wall", f"The same by a cluster of {WORKERS} workers on this machine", ours, "s"),
        ratio("wall_ratio", "The cluster against this machine by itself", ours, local),
        single("local_start", f"A run of {len(FEW)} pages on this machine", starts[0], "s"),
        single("cluster_start", f"A run of {len(FEW)} pages by the cluster", starts[1], "s"),
        single("local_page", "A page more, a process, on this machine", milli([v * WORKERS for v in page_local]), "ms"),
        single("cluster_page", "A page more, a worker, by the cluster", milli([v * WORKERS for v in page_ours]), "ms"),
        single("overhead_page", "What the cluster adds to a page, wall", less(page_ours, page_local, WORKERS * 1e3), "ms"),
        single(
            "overhead_cpu",
            "What the cluster adds to a page, processor time of all its processes",
            milli(less(samples.a_page("cluster", "cpu", n_pages), samples.a_page("local", "cpu", n_pages))),
            "ms",
        ),
        single("worker_cpu", "A page more, on the worker", milli(samples.a_page("cluster", "workers", n_pages)), "ms"),
        single("caller_cpu", "A page more, for the caller", milli(samples.a_page("cluster", "caller", n_pages)), "ms"),
        single("scheduler_cpu", "A page more, for the scheduler", milli(samples.a_page("cluster", "scheduler", n_pages)), "ms"),
        single("wire_page", "Over the wire, a page more", [v / 1e3 for v in samples.a_page("cluster", "sent", n_pages)], "kB"),
        single("wire_start", f"Over the wire, a run of {len(FEW)} pages", [v / 1e3 for v in samples.get("cluster", "few", "sent")], "kB"),
    ]  # fmt: skip


def machine() -> dict[str, object]:
    """Return what the figures were measured on; nothing that names the machine."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "cpu": model or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
    }


def main() -> int:
    """Measure in a namespace of its own, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3, help="turns of what is compared (%(default)s)")
    parser.add_argument("--results", type=Path, default=ROOT / "data", help=f"the folder for {RESULTS}")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.inside:
        command = [sys.executable, __file__, INSIDE, *sys.argv[1:]]
        return subprocess.run(["unshare", "-rn", *command], check=False).returncode
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory(prefix="exposure-cluster-") as folder:
        samples, n_pages = measure(Path(folder), chosen.repeats)
    found = figures(samples, n_pages)
    print(*(figure.line() for figure in found), sep="\n")
    result = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "pages": n_pages,
        "few": len(FEW),
        "workers": WORKERS,
        "machine": machine(),
        "others_pct": round(statistics.mean(samples.get("local", "all", "others"))),
        "figures": [asdict(figure) for figure in found],
    }
    (chosen.results / RESULTS).write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
