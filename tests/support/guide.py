"""The guide for authors, and the files it has as examples."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, str] = {
    kind: example
    for example in re.findall(r"```yaml\n(.*?)\n```\n", GUIDE, re.DOTALL)
    for kind in re.findall(r"\$schema=\.\./(\w+)\.schema\.json", example)
}
"""The examples of whole files, and an excerpt of reminders.yaml, by the schema they follow."""
