import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.site_toml import Place, read_toml


def test_places_of_keys_items_and_tables() -> None:
    text = 'a = 1\n[t]\n  b = [1, "二", {c = 3}]\n[[l]]\nx = 1\n[[l]]\nx = 2\n[[l.m]]\ny = 3\n'
    toml = read_toml(text)
    assert toml.mistakes == []
    assert toml.place(("a",)) == Place(1, 1)
    assert toml.place(("t", "b", 1)) == Place(3, 11)
    assert toml.place(("t", "b", 2, "c")) == Place(3, 17)
    assert toml.place(("l", 1, "x")) == Place(7, 1)
    assert toml.place(("l", 1, "m", 0, "y")) == Place(9, 1)
    assert toml.place(("l", 1, "absent")) == Place(6, 1)
    assert toml.place(("nowhere",)) == Place(1, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_either_line_ending(ending: str) -> None:
    toml = read_toml(ending.join(["[a]", "x = 1", "[b]", "y = ", "[c]", "z = 3"]))
    assert toml.values == {"a": {"x": 1}, "c": {"z": 3}}
    assert [(m.place.line, m.table) for m in toml.mistakes] == [(4, "b")]


def test_lists_over_several_lines_are_not_headers() -> None:
    text = 'x = [\n["a"],\n[[1, 2]]\n]\n[t]\ny = """\n[not_a_table]\n"""\n'
    toml = read_toml(text)
    assert toml.mistakes == []
    assert toml.values == tomllib.loads(text)


def test_a_table_given_twice() -> None:
    toml = read_toml("[a]\nx = 1\n[b]\ny = 1\n[a]\nx = 2\n")
    assert toml.values == {"a": {"x": 1}, "b": {"y": 1}}
    assert [m.place.line for m in toml.mistakes] == [5]


def test_several_broken_tables_are_all_told() -> None:
    toml = read_toml("[a]\nx =\n[b]\ny = 1\n[c]\n= 3\n[d]\nz = [1,\n")
    assert toml.values == {"b": {"y": 1}}
    assert [m.table for m in toml.mistakes] == ["a", "c", "d"]


@given(st.text(st.sampled_from("abc=[]\"'\n .#{}1,北"), max_size=120))
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    toml = read_toml(text)
    try:
        assert toml.values == tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert toml.mistakes
    lines = text.split("\n")
    assert all(1 <= mistake.place.line <= max(1, len(lines)) for mistake in toml.mistakes)
