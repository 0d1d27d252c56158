"""`python -m bot`."""

import gc
import sys

gc.disable()  # until all is imported and stays: to look for garbage in it meanwhile takes a tenth of a start
try:
    from bot.cli import main

    sys.exit(main())
except ModuleNotFoundError as error:
    if (error.name or "bot").partition(".")[0] == "bot":
        raise
    sys.exit(
        f"{error.name} is not installed for this Python, {sys.executable}. "
        "`make run` sets up one that has all it needs: .venv/bin/python -m bot"
    )
