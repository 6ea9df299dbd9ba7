"""Publishers' files: the registry, how a file is found and checked, declared corrections, and wording."""

from exposure_gradient.sources.corrections import Correction, load_corrections
from exposure_gradient.sources.included import load_included
from exposure_gradient.sources.locate import find, sha256_of
from exposure_gradient.sources.published import Published, load_published
from exposure_gradient.sources.registry import Edition, Source, load_edition, load_registry
from exposure_gradient.sources.wording import Wording, load_wording

__all__ = [
    "Correction",
    "Edition",
    "Published",
    "Source",
    "Wording",
    "find",
    "load_corrections",
    "load_edition",
    "load_included",
    "load_published",
    "load_registry",
    "load_wording",
    "sha256_of",
]
