"""The log holds what happened and never a secret."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    before = logging.getLogger().level
    kept = logs.set_up(tmp_path / "logs")
    yield tmp_path / "logs" / logs.FILE_NAME
    kept.close()
    logging.getLogger().setLevel(before)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("opening rtsp://guard:hunter2@10.0.0.7:554/sub", "hunter2"),
        ("opening rtsp://guard:hun@ter2@10.0.0.7/sub", "ter2"),
        ("postgresql+psycopg://watch:hunter2@db/site?sslmode=require", "hunter2"),
        ("mqtts://:hunter2@broker", "hunter2"),
        ("login with password=hunter2 failed", "hunter2"),
        ("{'username': 'a', 'password': 'hunter2, and more'}", "more"),
        ('{"Password" : "hun\\"ter2"}', "ter2"),
        ("api_key: hunter2", "hunter2"),
        ("GET /?token=hunter2&x=1", "hunter2"),
        ('Authorization: Digest username="a", response="hunter2"', "hunter2"),
        ("Proxy-Authorization: Basic aHVudGVyMg==", "aHVudGVyMg"),
    ],
)
def test_secrets_are_taken_out(text: str, secret: str) -> None:
    assert secret not in logs.redact(text)


@pytest.mark.parametrize(
    "text", ["rtsp://10.0.0.7:554/sub?channel=1", "mail to guard@example.org", "password is wrong", "x=1&y=2"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redact(text) == text


def test_arguments_and_tracebacks_are_redacted_too(written: Path) -> None:
    log = logging.getLogger("test")
    log.warning("cannot open %s", "rtsp://guard:hunter2@10.0.0.7/sub")
    try:
        raise OSError("rtsp://guard:hunter2@10.0.0.8/sub refused")
    except OSError:
        log.exception("lost")
    text = written.read_text("utf-8")
    assert "10.0.0.7" in text
    assert "10.0.0.8" in text
    assert "hunter2" not in text


def test_files_rotate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_SIZE", 2000)
    kept = logs.set_up(tmp_path, console_level=logging.CRITICAL)
    for number in range(400):
        logging.getLogger("test").warning("line %d of many", number)
    kept.close()
    files = list(tmp_path.glob("watchroom.log*"))
    assert len(files) == logs.FILES
    assert all(file.stat().st_size <= 2000 for file in files)


def test_a_folder_that_cannot_be_made_leaves_the_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    kept = logs.set_up(tmp_path / "file")
    logging.getLogger("test").error("still said")
    kept.close()
    assert "still said" in capsys.readouterr().err


def test_closing_leaves_no_handler(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    logs.set_up(tmp_path).close()
    assert logging.getLogger().handlers == before
