"""What is asked of git: which revision a run was made at, and prompts of another one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def is_checkout(root: Path) -> bool:
    """Whether ``root`` is the top of a checkout and git is there to be asked."""
    return (root / ".git").exists() and shutil.which("git") is not None


def output(root: Path, *arguments: str) -> bytes:
    """What git prints, b"" when it fails."""
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""
