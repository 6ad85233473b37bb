"""What the documentation says is what happens: every block of Python in it runs."""

import re
from pathlib import Path

import pytest

from b2bnps.closeloop import diagram
from b2bnps.flow import EVENTS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All blocks of a page run one after the other, as a reader would type them."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    for block in blocks:
        exec(compile(block, page.name, "exec"), names)  # noqa: S102 - our own documentation
    store = names.get("database")
    if store is not None:
        store.dispose()  # type: ignore[attr-defined]  # an engine

    assert blocks


def test_the_readme_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line below the example is the line that it prints, and a Turkish letter went out."""
    monkeypatch.chdir(tmp_path)
    text = PAGES[0].read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "page"}
    exec(compile(BLOCK.findall(text)[0], "README.md", "exec"), names)  # noqa: S102 - as above
    printed = capsys.readouterr().out.strip()
    names["database"].dispose()  # type: ignore[attr-defined]  # an engine

    assert f"It prints `{printed}`" in text
    assert "Ayşe" in str(names["outgoing"][0]["To"])  # type: ignore[index]  # a list of letters


def test_the_readme_is_short_and_shows_code_early() -> None:
    """A newcomer sees the two commands first, running code before line 40, the end by line 110."""
    lines = PAGES[0].read_text(encoding="utf-8").splitlines()

    assert lines[2:4] == ["    pip install uv && uv run b2bnps demo", "    uv run pytest"]
    assert lines.index("```python") < 40
    assert len(lines) <= 110


def test_the_diagram_is_the_table() -> None:
    """The picture of a case in the documentation is drawn from the table of steps."""
    text = (ROOT / "docs" / "closed-loop.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{diagram()}```" in text


def test_every_event_is_documented() -> None:
    """The table of events in the documentation is the one in the code."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in EVENTS.items())

    assert rows in text


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of a page names a file that exists."""
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_page_has_trailing_blanks() -> None:
    """A change of a line is a change of what it says."""
    for page in PAGES:
        lines = page.read_text(encoding="utf-8").splitlines()
        assert all(line == line.rstrip() for line in lines)
