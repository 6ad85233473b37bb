"""What could not be carried from one system to another, printed for a person."""

from collections.abc import Sequence

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
    console.print(Text(title, style="bold yellow"))
    for one in left_out:
        console.print(
            Text("  ")
            .append(plain(one.what), style="bold")
            .append(f"  {plain(one.path)}", style="dim")
        )
        console.print(Padding(Text(plain(one.reason)), (0, 0, 0, 4)))
    console.print()
