"""Usage as a CSV file that spreadsheets open without running anything in it."""

import csv
import io

from .reading import Amounts

HEADER = ("hours", "processor hours", "memory GiB hours", "GPU hours", "starts")


def csv_of(by: str, amounts: dict[str, Amounts]) -> str:
    """A line each, with the amounts in hours."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([by, *HEADER])
    for name, it in amounts.items():
        writer.writerow([_harmless(name), *(f"{hours:.2f}" for hours in hours_of(it)), it.starts])
    return file.getvalue()


def hours_of(it: Amounts) -> list[float]:
    """In the order of the header."""
    return [seconds / 3600 for seconds in (it.seconds, it.processor_seconds, it.memory_seconds, it.gpu_seconds)]


def _harmless(text):
    # A spreadsheet would take it for a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
