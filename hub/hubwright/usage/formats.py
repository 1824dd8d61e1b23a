"""Usage as JSON, and as a CSV file that spreadsheets open without running anything in it."""

import csv
import io

from .reading import Amounts
from .report import Report

HEADER = ("hours", "processor hours", "memory GiB hours", "GPU hours", "starts")
# The same in JSON, as limits are called in platform.yaml.
_KEYS = ("hours", "processorHours", "memoryHours", "gpuHours", "starts")


def csv_of(by: str, amounts: dict[str, Amounts]) -> str:
    """A line each, with the amounts in hours."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([by, *HEADER])
    for name, it in amounts.items():
        writer.writerow([harmless(name), *(f"{hours:.2f}" for hours in hours_of(it)), it.starts])
    return file.getvalue()


def json_of(found: Report, by: str, table: str | None = None) -> dict:
    """`{"from", "until", "by", "rows": [{"name", …}], "total": {…}}`, with hours, starts and when it was last used.

    `by` is what the answer calls the table, if it is not its name.
    """
    rows = [{"name": name, **_values(it)} for name, it in found.by[table or by].items()]
    stretch = {"from": found.since.isoformat(), "until": found.until.isoformat()}
    return {**stretch, "by": by, "rows": rows, "total": _values(found.total)}


def hours_of(it: Amounts) -> list[float]:
    """In the order of the header."""
    return [seconds / 3600 for seconds in (it.seconds, it.processor_seconds, it.memory_seconds, it.gpu_seconds)]


def _values(it):
    return {**dict(zip(_KEYS, [*hours_of(it), it.starts], strict=True)), "lastUsed": it.last or None}


def harmless(text: str) -> str:
    """Of a cell: a spreadsheet would take some for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
