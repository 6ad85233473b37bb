"""The command line: thin. It reads arguments, calls the library and prints.

::

    b2bnps demo               the whole street on a simulated customer base
    b2bnps serve              leave the demo's survey pages open
    b2bnps status WAVE        how a wave of the demo's programme goes
    b2bnps score FILE         score any CSV file
    b2bnps plan-size          how many answers it takes, and what so many can show
    b2bnps questionnaire …    lint, show, export or preview a questionnaire
"""

import sys
from collections.abc import Sequence

from b2bnps.errors import B2bnpsError, MissingExtra

TROUBLE = 2
"""Exit status when somebody must act: a wrong column, a missing file, nothing to score."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: without the name of the program; None takes those of the process.

    Returns:
        0 when it ended well, 2 when somebody must act; the reason stands on standard error.
    """
    try:
        from cyclopts import CycloptsError  # noqa: PLC0415 - the extra is needed only here

        from b2bnps.cli.commands import app  # noqa: PLC0415 - it imports the extra
    except ModuleNotFoundError as missing:
        return _trouble(MissingExtra(missing.name or "cyclopts", "cli"))
    try:
        return app(arguments, exit_on_error=False, result_action="return_value") or 0
    except CycloptsError:  # it has printed what is wrong
        return TROUBLE
    except (B2bnpsError, OSError) as fault:
        return _trouble(fault)


def _trouble(fault: BaseException) -> int:
    print(f"b2bnps: {fault}", file=sys.stderr)  # noqa: T201 - the terminal is the interface
    return TROUBLE
