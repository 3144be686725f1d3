"""What a report shows in a notebook: HTML, plain text, and the sidebar's own type."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.rendering.html import to_html
from gel_airlock_jupyter.rendering.text import to_text

REPORT_MIME = "application/vnd.gel-airlock.report+json"


def mimebundle(report: Report, item_id: str | None = None, kernel_id: str | None = None) -> dict[str, Any]:
    """Return the MIME bundle of a report.

    Parameters
    ----------
    report : Report
        What a check found.
    item_id, kernel_id : str, optional
        The item in the store and the kernel that made it, which give the inline report its "Stage for export".

    Returns
    -------
    dict
        `text/html`, `text/plain` and the JSON of docs/rest.md ("The inline report").
    """
    return {
        "text/html": to_html(report),
        "text/plain": to_text(report),
        REPORT_MIME: {"report": report.to_dict(), "item": item_id, "kernel_id": kernel_id},
    }
