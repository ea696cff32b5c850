"""Small files of our own, one for each way a layout can be awkward, and a quick way to bring them in."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.cast import Cast
from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.operations import import_results_file

INTERIM = """TermName,StudentID,Student_StateID,Subject,TestStartDate,TestID,TestRITScore,TestStandardError,\
TestPercentile,AchievementQuintile,Goal1Name,Goal1RitScore,Goal1StdErr,Goal1Adjective
Fall 2026-2027,1001,CA-1001,Mathematics,09/16/2026,701,208,3.4,57,Avg,Number,201,6.1,LoAvg
Fall 2026-2027,1002,CA-1002,Mathematics,09/16/2026,702,*,,*,,Number,NT,,
Fall 2026-2027,1003,CA-1003,Mathematics,09/17/2026,703,199,3.1,40,Low,Number,198,6.0,Low
Fall 2026-2027,9999,CA-9999,Mathematics,09/17/2026,704,205,3.1,50,Avg,Number,204,6.0,Avg
"""
WINTER = (
    INTERIM.replace("Fall 2026-2027", "Winter 2026-2027")
    .replace("09/1", "01/1")
    .replace("/2026,7", "/2027,8")
)


def written(folder: Path, content: str | bytes, name: str = "results.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def packed(content: str) -> bytes:
    """Return a text in gzip."""
    return gzip.compress(content.encode())


def zipped(files: dict[str, str]) -> bytes:
    """Return texts in a zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def workbook(rows: Sequence[Sequence[object]], title: str = "Sheet1") -> bytes:
    """Return rows as a workbook."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet(title)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return kept.getvalue()


def bring(cast: Cast, path: Path, *, approve: bool = True, **options: Any) -> ImportRun:
    """Import for the whole district, with a yes unless told otherwise."""
    return import_results_file(by=None, organization=cast.district, path=path, approve=approve, **options)
