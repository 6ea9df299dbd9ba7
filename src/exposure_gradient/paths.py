"""Where the project keeps its tables and what it builds."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Return the folder of the committed tables; ``EXPOSURE_GRADIENT_DATA`` names another one."""
    return Path(os.environ.get("EXPOSURE_GRADIENT_DATA") or ROOT / "data")


def build_folder() -> Path:
    """Return the folder that holds everything built; ``EXPOSURE_GRADIENT_BUILD`` names another one."""
    return Path(os.environ.get("EXPOSURE_GRADIENT_BUILD") or ROOT / "_build")
