"""Whether there is a library, without opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.library import manifest

if TYPE_CHECKING:
    from pipeline.settings import Settings


def exists(settings: Settings) -> bool:
    """Whether a library was built to its end, in whatever state it is now."""
    return manifest.exists(settings.library_folder) and not manifest.is_begun_only(settings.library_folder)
