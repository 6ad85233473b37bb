"""What could not be carried from one system to another, printed for a person."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from b2bnps.cli.questionnaires.saying import plain
from b2bnps.exchange.carried import LeftOut

__all__ = ["print_losses"]


def print_losses(left_out: Sequence[LeftOut], title: str) -> None:
    """List on standard error what stayed behind and what follows from it; nothing for none."""
    if not left_out:
        return
    console = Console(stderr=True, highlight=False)
    console.print(Text(title, style="bold"))
    for reason, alike in groupby(left_out, lambda one: one.reason):
        for one in alike:
            what = Text().append(plain(one.what), style="cyan")
            what.append(f"  {plain(one.path)}", style="dim")
            console.print(Padding(what, (0, 0, 0, 2)))
        console.print(Padding(Text(plain(reason)), (0, 0, 0, 4)))
    console.print()
