"""The command line, run as a person runs it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from b2bnps.cli.home import open_pages

DATA = Path(__file__).parent / "data"
CONFERENCE = DATA / "carpentrycon_home_2020.csv"


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command."""
    command = [sys.executable, "-m", "b2bnps.cli", *map(str, arguments)]
    wide = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=cwd, env=wide, timeout=240
    )


def scored(*arguments: object) -> dict[str, object]:
    """Score a file and read the JSON."""
    done = run("score", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Write a file with blanks, words, half points and a score of 11."""
    file = tmp_path / "messy.csv"
    cells = [" 9 ", "", "6.5", "11", "great", "10", "3"]
    rows = "".join(f"{cell},{'A' if number % 2 else 'B'}\n" for number, cell in enumerate(cells))
    file.write_text(f"score,unit\n{rows}", encoding="utf-8")
    return file


def test_a_real_file_is_scored() -> None:
    """The conference's 124 answers give the published figures, under the names of the result."""
    found = scored(CONFERENCE, "--score", "nps")

    assert (found["detractors"], found["passives"], found["promoters"]) == (7, 33, 84)
    assert (found["n"], round(float(str(found["score"])), 1)) == (124, 62.1)
    interval = found["interval"]
    assert isinstance(interval, dict)
    assert (round(interval["lower"], 1), round(interval["upper"], 1)) == (50.4, 71.3)


def test_accounts_widen_the_interval() -> None:
    """People of one session agree: the design effect is 1.22, and the interval says so."""
    found = scored(CONFERENCE, "--score", "nps", "--account", "session")
    interval = found["interval"]

    assert isinstance(interval, dict)
    assert (round(interval["lower"], 1), round(interval["upper"], 1)) == (49.1, 72.2)
    assert round(float(str(found["deff"])), 2) == 1.22


def test_everybody_is_a_census() -> None:
    """When all 124 of 124 answered, nothing is left to estimate."""
    interval = scored(CONFERENCE, "--score", "nps", "--population", "124")["interval"]

    assert isinstance(interval, dict)
    assert interval["method"] == "census"
    assert interval["lower"] == interval["upper"]


def test_what_is_no_answer_is_left_out_and_counted(messy: Path) -> None:
    """Cells are trimmed; empty, 6.5, 11 and words are excluded, each by its reason."""
    found = scored(messy, "--score", "score")

    assert found["n"] == 3
    assert found["excluded"] == {
        "missing": 1,
        "not_an_integer": 1,
        "out_of_range": 1,
        "not_a_number": 1,
    }


def test_groups_stand_beside_the_total(messy: Path) -> None:
    """With ``--by`` every group has a result of its own, and they add up."""
    found = scored(messy, "--score", "score", "--by", "unit")
    groups = found["by"]

    assert isinstance(groups, dict)
    assert {name: group["n"] for name, group in groups.items()} == {"A": 1, "B": 2}


def test_the_table_is_for_people(messy: Path) -> None:
    """Without ``--json`` there is a table with the interval, and sentences instead of codes."""
    done = run("score", messy, "--score", "score", "--by", "unit", "--population", "9")
    bad = run("score", CONFERENCE, "--score", "nps", "--account", "session")

    assert done.returncode == 0
    assert "NPS" in done.stdout
    assert "3 of 9 people answered." in done.stdout
    assert "The answer lies between two points of the scale." in done.stdout
    assert "35 accounts, design effect 1.22." in bad.stdout


def test_an_unknown_column_names_those_that_exist(messy: Path) -> None:
    """A slip of the pen ends with 2 and says which columns there are."""
    for wrong in (("--score", "scor"), ("--score", "score", "--by", "team")):
        done = run("score", messy, *wrong)
        assert done.returncode == 2
        assert "The file has: score, unit" in done.stderr


def test_nothing_to_score_ends_with_2(messy: Path) -> None:
    """A column without any valid answer shows what was left out, and is no success."""
    done = run("score", messy, "--score", "unit")

    assert done.returncode == 2
    assert "no whole number from 0 to 10" in done.stderr
    assert "7 × The answer is not written as a plain number." in done.stdout


def test_a_wrong_encoding_is_named(tmp_path: Path) -> None:
    """A windows-1254 file is not guessed: the message says what to pass, and then it reads."""
    file = tmp_path / "turkish.csv"
    file.write_bytes("puan,şirket\n9,Yıldız\n".encode("windows-1254"))

    refused = run("score", file, "--score", "puan")
    read = scored(file, "--score", "puan", "--encoding", "windows-1254")

    assert refused.returncode == 2
    assert "windows-1254" in refused.stderr
    assert read["n"] == 1


def test_rows_that_cannot_be_read_cost_no_others(tmp_path: Path) -> None:
    """A row with too many cells is named by its number; the good ones are scored."""
    file = tmp_path / "broken.csv"
    file.write_text("score,unit\n9,A\n9,A,x\n10,B\n", encoding="utf-8")

    found = scored(file, "--score", "score")
    table = run("score", file, "--score", "score")

    assert found["n"] == 2
    assert found["refused_rows"] == [{"row": 3, "reason": "More cells than the header has."}]
    assert "Row 3 was not read: More cells than the header has." in table.stdout


def test_slips_of_the_pen_end_with_2(tmp_path: Path) -> None:
    """A missing argument, a missing file and a missing demo end with 2 and a sentence."""
    assert run("score").returncode == 2
    assert run("score", tmp_path / "none.csv", "--score", "x").returncode == 2
    without = run("status", "relationship-1", cwd=tmp_path)
    assert without.returncode == 2
    assert "Run: b2bnps demo" in without.stderr


def test_help_and_version() -> None:
    """Without a command the commands are listed; the version is that of the package."""
    assert "demo" in run().stdout
    assert run("--version").stdout.strip().count(".") >= 1


def test_pages_open_beside_whatever_listens_on_the_usual_port() -> None:
    """A second demo takes a port by listening on it, and both answer."""
    with open_pages(answering) as first, open_pages(answering) as second:
        assert first != second
        for address in (first, second):
            with urlopen(address) as reply:  # noqa: S310 - our own page
                assert reply.read() == b"here"


def answering(_: object, start: Any) -> list[bytes]:
    """Answer every request alike."""
    start("200 OK", [("Content-Length", "4")])
    return [b"here"]
