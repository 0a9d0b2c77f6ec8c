from pathlib import Path

from app.site_reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_says_what_the_models_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m app.site_reference docs/settings.md"


def test_every_key_is_described() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    assert len(rows) > 80
    assert all(row.split("|")[2].strip() and row.split("|")[3].strip() for row in rows)
