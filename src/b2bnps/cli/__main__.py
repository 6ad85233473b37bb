"""Run the command line as ``python -m b2bnps.cli``."""

import sys

from b2bnps.cli import main

sys.exit(main())
