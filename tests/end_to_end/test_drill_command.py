"""Drills from the command line: started at a running station under a supervisor's password, and by nothing less."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import Desktop
from app.people.rights import Role
from tests.end_to_end.driving import Post, occurrences, until
from tests.end_to_end.test_drill import SCENARIO
from tests.fakes.people import PASSWORD
from tests.fakes.small_station import load, site_text


@pytest.fixture
def post(desktop: Desktop, tmp_path: Path) -> Iterator[Post]:
    text = site_text(None).replace('name_en = "Post one"', 'name_en = "Post one"\ndata_dir = "data"')
    made = Post(desktop, load(tmp_path, text), tmp_path / "data")
    made.sign_in(Role.GUARD)
    (made.station.folder.drills / "fence.toml").write_text(SCENARIO.format(lasts=4), "utf-8")
    yield made
    made.stop()


def call(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = cli.run(["drill", *arguments])
    return code, out.getvalue()


def started(post: Post, site: Path, name: str, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> str:
    """Ask as somebody at a terminal would, while the station goes on."""
    monkeypatch.setattr("app.commands.accounts.ask_password", lambda *_words, **_more: password)
    with ThreadPoolExecutor(1) as pool:
        asked: Future[tuple[int, str]] = pool.submit(call, "start", "fence", str(site), "--as", name)
        until("an answer", asked.done)
    return f"{asked.result()[0]} {asked.result()[1].strip()}"


def test_a_supervisor_starts_one_and_reads_how_it_went(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site.toml"
    code, listed = call("list", str(site), "--json")
    assert code == 0
    problems = {row["id"]: bool(row["problem"]) for row in json.loads(listed)["scenarios"]}
    assert problems == {"fence": False, "fire-lobby": True, "perimeter-night": False}
    assert started(post, site, "guard", monkeypatch).startswith("2 this account may not start drills")
    assert started(post, site, "supervisor", monkeypatch, "wrong-password").startswith("2 name or password")
    assert not post.station.duty.drills.state().running
    assert started(post, site, "supervisor", monkeypatch) == "0 the drill has begun"
    until("its alarms", lambda: occurrences(post.station))
    assert all(one.drill for one in occurrences(post.station))
    assert started(post, site, "supervisor", monkeypatch) == "2 a drill is running already"
    until("its end", post.station.duty.records.drills)
    code, results = call("results", str(site))
    assert code == 0
    assert "DRILL fence  complete  0 of 100" in results
    asked = [one for one in post.station.audit.entries() if one.action == "drill_asked"]
    assert len(asked) == 2


def test_a_file_alone_starts_nothing(post: Post) -> None:
    folder = post.station.folder.drills
    request = {"id": "made-up", "scenario": "fence", "account": "x", "label": "Nobody"}
    (folder / "start.json").write_text(json.dumps(request), "utf-8")
    until("the answer", (folder / "answer.json").is_file)
    assert json.loads((folder / "answer.json").read_text("utf-8")) == {"request": "made-up", "code": "not_vouched"}
    assert not post.station.duty.drills.state().running
    (folder / "start.json").write_text("{not json", "utf-8")
    until("it is gone", lambda: not (folder / "start.json").exists())
    assert not post.station.duty.drills.state().running
