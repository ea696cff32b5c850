"""Reads the reference results that stand beside the repository (set TRELLIS_SHARED to point elsewhere)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Case = dict[str, Any]


def shared_folder() -> Path:
    """The shared folder: the environment first, then a folder `shared` beside the repository."""
    given = os.environ.get("TRELLIS_SHARED")
    if given:
        return Path(given)
    beside = [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
    return next((folder for folder in beside if folder.is_dir()), beside[0])


def reference_cases(set_name: str, prefix: str = "") -> list[Any]:
    """One pytest parameter per reference file; a single skipped one, with its line, where they are absent."""
    folder = shared_folder() / "reference" / set_name
    paths = sorted(folder.glob(f"{prefix}*.json"))
    if not paths:
        reason = f"reference results are not here ({folder}); set TRELLIS_SHARED"
        return [
            pytest.param({}, id=f"{set_name}-absent", marks=[pytest.mark.skip(reason), pytest.mark.shared])
        ]
    return [
        pytest.param(json.loads(path.read_text()), id=path.stem, marks=pytest.mark.shared) for path in paths
    ]


def close(expected: float | None, tolerance: Case | None, *, rel: float, absolute: float = 1e-10) -> Any:
    """`pytest.approx` with the tolerance of the file, or the one of its set."""
    tolerance = tolerance or {}
    return pytest.approx(
        expected, rel=tolerance.get("rel", rel), abs=tolerance.get("abs", absolute), nan_ok=True
    )
