"""Try the first command where nothing is: in fresh Debians, with only the packages that the README names (`make fresh`).

    python3 tools/fresh_debian.py [--tests] [RELEASE ...]

Each release is installed by debootstrap into a temporary folder outside the checkout, which needs root. There an ordinary user
clones the committed state and runs `make`. The addresses and certificates by which this machine reaches its package indexes are
copied into that folder; nothing of them is kept. Mounts are made in a namespace of their own and end with it.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ("bookworm", "trixie")
PACKAGES = ("python3", "python3-venv", "make", "git")
USER = "newcomer"
COPIED = ("etc/resolv.conf", "etc/pip.conf", "etc/apt/apt.conf.d", "etc/ssl/certs/ca-certificates.crt")
REACHED_BY = re.compile(r"(PIP|UV|SSL)_\w+|\w+_CA_BUNDLE|\w+_proxy", re.IGNORECASE)
"""Names of variables that say how this machine reaches package indexes."""
INSIDE = """
mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit 1
root=$1; shift
exec chroot --userspec="$USER_IDS" "$root" "$@"
"""


def install(release: str, root: Path) -> None:
    """Install a release with the packages of PACKAGES, its user, the project, and how this machine reaches its indexes."""
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", release, str(root), *mirror()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"error: debootstrap could not install {release}:\n{done.stdout[-2000:]}{done.stderr[-1000:]}")
    for name in COPIED:
        source, target = Path("/", name), root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            target.unlink(missing_ok=True)
            shutil.copyfile(source, target)
    subprocess.run(["chroot", str(root), "useradd", "--create-home", USER], check=True)
    home = root / "home" / USER
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(home / "project")], check=True)
    sources = ROOT.parent / "shared" / "data"
    if sources.is_dir():
        shutil.copytree(sources, home / "shared" / "data")
    subprocess.run(["chroot", str(root), "chown", "--recursive", f"{USER}:{USER}", f"/home/{USER}"], check=True)


def mirror() -> list[str]:
    """Return where this machine's own Debian packages come from; empty where it does not say, and debootstrap knows."""
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(SUITE)|$(REPO_URI)", "Created-By: Packages"]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [
        uri for origin, suite, uri in (line.split("|") for line in lines) if (origin, "-" in suite) == ("Debian", False)
    ][:1]


def run(root: Path, *command: str) -> tuple[float, str]:
    """Run a command as the user in the project; return its seconds and what it printed. Ends all with its words if it fails."""
    reached = {name: value for name, value in os.environ.items() if REACHED_BY.fullmatch(name)}
    settings = reached | {
        "HOME": f"/home/{USER}",
        "USER": USER,
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    project = f"/home/{USER}/project"
    words = ["env", "-i", f"--chdir={project}", *(f"{name}={value}" for name, value in settings.items()), *command]
    inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE, "sh", str(root), *words]
    ids = f"{(root / 'home' / USER).stat().st_uid}:{(root / 'home' / USER).stat().st_gid}"
    began = time.perf_counter()
    done = subprocess.run(
        inside, env=os.environ | {"USER_IDS": ids}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"error: {' '.join(command)} failed:\n{done.stdout[-6000:]}")
    return time.perf_counter() - began, done.stdout.strip()


def try_release(release: str, with_tests: bool) -> None:
    """Install a release, run the commands in it, and print how long each took. Ends all where one warns or does not end well."""
    with tempfile.TemporaryDirectory(prefix=f"exposure-{release}-") as folder:
        root = Path(folder, "root")
        install(release, root)
        print(f"{release}: {run(root, 'python3', '--version')[1]}, {' '.join(PACKAGES)}", flush=True)
        for target in ("environment", "pages", "book"):
            seconds, said = run(root, "make", target)
            print(
                f"{release}: make {target}: {seconds:.0f} s, load {os.getloadavg()[0]:.0f}: {said.splitlines()[-1]}",
                flush=True,
            )
            if target == "environment" and len(said.splitlines()) != 2:
                raise SystemExit(f"error: a newcomer has more to read than what is done and that it is done:\n{said}")
        _, said = run(root, "make", "book")
        if not said.startswith("Nothing has changed."):
            raise SystemExit(f"error: a second make book does not find all as it was:\n{said}")
        if with_tests:
            seconds, said = run(root, "make", "test")
            print(f"{release}: make test: {seconds:.0f} s: {said.splitlines()[-1]}", flush=True)


def main() -> int:
    """Try each release that is named, or all."""
    parser = argparse.ArgumentParser(description="Try the first command in fresh Debians.")
    parser.add_argument("releases", nargs="*", default=RELEASES, metavar="RELEASE", help="default: %(default)s")
    parser.add_argument("--tests", action="store_true", help="run make test, too")
    arguments = parser.parse_args()
    if os.geteuid() or not shutil.which("debootstrap"):
        print("error: Run make fresh as root, with Debian's package debootstrap installed.", file=sys.stderr)
        return 2
    for release in arguments.releases:
        try_release(release, arguments.tests)
    return 0


if __name__ == "__main__":
    sys.exit(main())
