"""Keeps an ingest's memory from growing with its length."""

from __future__ import annotations

import ctypes
import platform

_TRIM, _MMAP, _ARENAS = -1, -3, -8  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX of <malloc.h>
_SMALL = 128 * 1024  # glibc's own initial value, which it lets grow to 32 MiB otherwise


def keep_heap_small() -> None:
    """Makes glibc hand freed memory back, for the rest of the process; elsewhere it does nothing.

    The indexes, the tagger and the embedder each allocate and free large blocks on threads of their own. Left alone,
    glibc raises its thresholds after the first of them and keeps the gaps.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    for parameter, value in ((_TRIM, _SMALL), (_MMAP, _SMALL), (_ARENAS, 2)):
        libc.mallopt(parameter, value)
