"""Ask what is known against the locked packages (`make audit-packages`): pip-audit on the lock, less what is argued.

Exit status 0: every package was looked up and nothing is known, or it is argued in data/supply.toml. 1: something is known, or an
argument no longer fits. 3: the services that know could not be reached, so nothing is known at all.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from exposure_gradient.paths import ROOT
from licences import WHOLE_LOCK, load_supply, pinned

SERVICES = ("pypi", "osv")
OUT_OF_REACH = 3
SECONDS = 600


@dataclass
class Audit:
    """What a service said of the packages it was asked about."""

    looked_up: int = 0
    unknown: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)


def read_report(report: dict) -> Audit:
    """Read pip-audit's report. A package that the service does not know was not audited, though pip-audit calls that clean."""
    audit = Audit()
    for package in report["dependencies"]:
        if "skip_reason" in package:
            audit.unknown.append(package["name"])
            continue
        audit.looked_up += 1
        for found in package["vulns"]:
            audit.found[found["id"]] = f"{package['name']} {package['version']}: {found['id']}"
    return audit


def ask(service: str, lock: Path) -> Audit | None:
    """Have pip-audit ask a service about a lock; None where it cannot be reached."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", lock, "--disable-pip", "--require-hashes"]
    options = ["--vulnerability-service", service, "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        audit = read_report(json.loads(done.stdout))
    except json.JSONDecodeError:
        return None
    return audit if audit.looked_up else None


def reachable() -> str | None:
    """Return a service that knows the first locked package; only then is it asked about all."""
    lines = (ROOT / WHOLE_LOCK).read_text("utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if number and "==" in line)
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder, "requirements.txt")
        first.write_text("\n".join(lines[:end]) + "\n", "utf-8")
        return next((service for service in SERVICES if ask(service, first) is not None), None)


def complaints(audit: Audit, argued: list[dict]) -> list[str]:
    """Return what stands against the lock: what is known and not argued, what was not looked up, what is argued in vain."""
    named = {entry["id"] for entry in argued}
    against = [f"known and not argued: {words}" for key, words in audit.found.items() if key not in named]
    against += [f"not known to the service, so not audited: {name}" for name in audit.unknown]
    against += [f"argued, but no longer known: {key}; take it out" for key in sorted(named - set(audit.found))]
    return against


def main() -> int:
    """Print what was found and return the exit status."""
    service = reachable()
    audit = ask(service, ROOT / WHOLE_LOCK) if service else None
    if audit is None:
        print(f"NOTHING WAS AUDITED: none of pip-audit's services ({', '.join(SERVICES)}) can be reached from here.")
        return OUT_OF_REACH
    against = complaints(audit, load_supply().get("vulnerabilities", []))
    print(f"{audit.looked_up} of {len(pinned())} locked packages looked up with {service}; {len(against)} complaints.")
    print(*against, sep="\n")
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main())
