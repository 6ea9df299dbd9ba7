"""How far generative AI overlaps with the tasks of the world's occupations.

For researchers: ``tasks()``, ``occupations()``, ``bands()``, ``crosswalk()`` and ``us_occupations()`` give the tables as pandas frames,
``occupation("3211")`` one occupation, and ``rules`` the rules that the figures are made by. ``employment_by_exposure()`` carries them
to people: a table of employment by occupation that ``read_employment()`` reads; ``attach()`` gives microdata their scores.
The chapter "Use the data" shows them at work.

Data flows one way: sources → tables → measures → employment → publication; ``pages``, ``book`` and ``site`` run the notebooks and publish them.
``tests/unit/test_architecture.py`` keeps the direction of imports.
"""

import importlib
from typing import Any

_PUBLIC = {
    **dict.fromkeys(("bands", "crosswalk", "occupation", "occupations", "tasks", "us_occupations"), "frames"),
    **dict.fromkeys(("EmploymentByExposure", "attach", "employment_by_exposure", "read_employment"), "employment"),
    "InputError": "errors",
    "rules": "measures",
}
"""The public names, and the module of each."""

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: importing the package takes neither pandas nor time (PEP 562)."""
    if name not in _PUBLIC:
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}; its public names are {', '.join(__all__)}"
        )
    return getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted({name for name in globals() if name.startswith("__")} | {*__all__})
