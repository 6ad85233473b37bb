"""The main job: ``b2bnps demo`` on real parts, and what can be done with what it leaves."""

import json
import mailbox
import os
import re
import stat
import subprocess
import sys
from contextlib import closing
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

pytestmark = pytest.mark.xdist_group("demo")  # it listens on a port of its own


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo once, as a person does, and keep what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    done = run(folder, "demo")
    assert done.returncode == 0, done.stderr
    return folder / "b2bnps-demo", done.stdout


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "b2bnps.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "COLUMNS": "120"},
        timeout=400,
    )


def test_it_walks_the_whole_street(told: tuple[Path, str]) -> None:
    """Seven steps, each with the simulated clock, and one thing to do next."""
    home, text = told
    clocks = re.findall(r"^\d  .+  \w{3} \d\d \w{3} \d{4} \d\d:\d\d$", text, re.MULTILINE)

    assert len(clocks) == 7
    assert "Next:" in text
    assert str(home / "report.html") in text.replace("\n", "")


def test_refused_rows_are_named_and_good_ones_kept(told: tuple[Path, str]) -> None:
    """25 rotten rows are shown with number, field and reason; 2,955 contacts are kept."""
    _, text = told
    rows = re.findall(r"^   row +\d+  (\w+|the row) +\S.*\.$", text, re.MULTILINE)

    assert len(rows) == 25
    assert "2955 contacts" in text
    assert "500 accounts" in text


def test_everybody_is_asked_or_has_a_reason(told: tuple[Path, str]) -> None:
    """Invited and left out are all contacts that were read."""
    _, text = told
    invited = int(re.findall(r"(\d+) are invited", text)[0])
    left_out = [int(count) for count in re.findall(r"(\d+) are not: ", text)]

    assert invited + sum(left_out) == 2955
    assert len(left_out) >= 5


def test_letters_are_personal_and_in_the_language_of_the_reader(told: tuple[Path, str]) -> None:
    """HTML and text, four languages, one-click headers, and links that differ."""
    home, _ = told
    with closing(mailbox.mbox(home / "letters.mbox", create=False)) as box:
        letters = list(box)
    subjects = {str(letter["Subject"]) for letter in letters}
    unsubscribe = {str(letter["List-Unsubscribe"]) for letter in letters}

    assert len(letters) == len(unsubscribe) > 2000
    assert len(subjects) == 4
    parts = {part.get_content_type() for part in letters[0].walk()}
    assert parts == {"multipart/alternative", "text/plain", "text/html"}


class Page(HTMLParser):
    """Counts what a report may not hold, and reads the hidden fields of a form."""

    def __init__(self) -> None:
        """Start with nothing found."""
        super().__init__()
        self.scripts, self.addresses, self.hidden = 0, [""][:0], dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        found = {name: value or "" for name, value in attrs}
        self.scripts += tag == "script"
        self.addresses += [found[key] for key in ("src", "href") if key in found]
        if found.get("type") == "hidden":
            self.hidden[found["name"]] = found["value"]


def test_the_report_needs_nothing_else(told: tuple[Path, str]) -> None:
    """One file without scripts and without anything from the network."""
    home, _ = told
    page = Page()
    page.feed((home / "report.html").read_text(encoding="utf-8"))

    assert page.scripts == 0
    assert [one for one in page.addresses if not one.startswith("#")] == []


def test_the_key_is_its_owners(told: tuple[Path, str]) -> None:
    """Nobody else on the machine can read the key that signs links."""
    home, _ = told

    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600


def test_status_shows_the_wave(told: tuple[Path, str]) -> None:
    """Live counts of the wave; an unknown one is named with those that there are."""
    home, _ = told
    shown = run(home.parent, "status", "relationship-1")
    unknown = run(home.parent, "status", "spring")

    assert shown.returncode == 0
    assert "answered," in shown.stdout
    assert unknown.returncode == 2
    assert "relationship-1" in unknown.stderr


def test_a_person_can_answer_a_letter(told: tuple[Path, str]) -> None:
    """``serve`` offers unanswered letters; a link out of one opens its page and takes an answer."""
    home, _ = told
    command = [sys.executable, "-u", "-m", "b2bnps.cli", "serve"]
    with subprocess.Popen(command, cwd=home.parent, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        try:
            link = next(line.strip() for line in serving.stdout if "/r/" in line)
            status = answer(link)
            next(line for line in serving.stdout if "Ctrl+C" in line)
        finally:
            serving.terminate()
            serving.communicate(timeout=30)

    assert status == 303
    assert serving.returncode == 0


def answer(link: str) -> int:
    """Open a page as a browser does and send its form."""
    parts = urlsplit(link)
    with closing(HTTPConnection(parts.netloc, timeout=20)) as connection:
        connection.request("GET", parts.path)
        page = Page()
        page.feed(connection.getresponse().read().decode())
        form = {**page.hidden, "nps": "9", "why": "I tried it myself."}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path, urlencode(form), headers)
        reply = connection.getresponse()
        reply.read()
        return reply.status


def test_scores_by_role_are_complete(told: tuple[Path, str]) -> None:
    """Six roles, each with its interval; what a role was not asked is said to be not asked."""
    _, text = told
    for role in ("Decision maker", "Approver", "Requester", "Influencer", "End user"):
        assert re.search(rf"^ ?{role} .* to .*not asked.*% *$", text, re.MULTILINE), role
    assert json.dumps(text).count("not asked") >= 12
