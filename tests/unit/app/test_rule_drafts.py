"""Drafts of rules outlive the program, and one written late by a slow disk never replaces a newer one."""

from pathlib import Path

from app.pages.rule_drafts import RuleSheet, SheetKeeper, read_sheets


def test_the_newest_draft_is_the_one_kept_in_whatever_order_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    keeper, sheets = SheetKeeper(file), {"c1": RuleSheet((), ())}
    keeper.keep(sheets | {"c2": RuleSheet((), ())}, 2)
    keeper.keep(sheets, 1)
    assert set(read_sheets(file)) == {"c1", "c2"}
    keeper.keep({}, 3)
    assert not file.exists()
    keeper.keep(sheets, 2)
    assert read_sheets(file) == {}


def test_what_cannot_be_read_is_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    assert read_sheets(file) == {}
    file.write_text("{", "utf-8")
    assert read_sheets(file) == {}
