"""The loop that services run in: what was imported before it is here to stay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_what_a_service_imports_is_frozen_before_it_runs_and_garbage_is_collected_from_then_on(tmp_path: Path) -> None:
    script = (
        "import gc, sys; gc.disable()\n"
        "from bot.cli.service import start\n"
        "async def service(settings):\n"
        "    print('bot.bootstrap' in sys.modules, gc.get_freeze_count() > 100_000, gc.isenabled())\n"
        "start(service)"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COURSE": str(ROOT / "lessons" / "chatgpt")}
    printed = subprocess.run(
        [sys.executable, "-c", script],
        env=environment, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60,
    ).stdout  # fmt: skip
    assert printed.split() == ["True", "True", "True"]
