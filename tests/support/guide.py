"""The guide for authors, and the files it has as examples."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"```yaml\n(.*?)\n```\n", GUIDE, re.DOTALL)
"""course.yaml, a day, what a day may have beside its steps, and an excerpt of reminders.yaml."""
