"""`python -m bot`."""

import gc
import sys

from bot.cli import main

gc.disable()  # until all is imported and stays: to look for garbage in it meanwhile takes a tenth of a start
sys.exit(main())
