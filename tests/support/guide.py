"""The guide for authors, and the files it has as examples."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, str] = {
    kind: example
    for example in re.findall(r"```yaml\n(.*?)\n```\n", GUIDE, re.DOTALL)
    for kind in re.findall(r"(?:schema=\.\./|^|- )(\w+)(?:\.schema\.json|:\Z|: )", example.partition("\n")[0])
}
"""Whole files, an excerpt of reminders.yaml and what may stand beside steps, by their schema or first key."""
