"""A point that cries wolf is on the page of zones, with what would spare it."""

from __future__ import annotations

from collections.abc import Callable

from alarms.model import Verdict
from tests.end_to_end.driving import Post, occurrences, until
from tests.fakes.small_station import site_text


def test_the_page_of_zones_lists_the_points_with_most_nuisances(make_post: Callable[[str], Post]) -> None:
    post = make_post(site_text(None))
    window, page = post.window, post.window.points
    window.show_page(page)
    post.fence().event("perimeter", "Z01", occ="one")
    until("the alarm", lambda: occurrences(post.station, "fence-z01"))
    until("the call-up", lambda: window.pages.currentWidget() is window.live)
    (alarm,) = occurrences(post.station, "fence-z01")
    assert not page.worst.isVisible()
    post.station.acts.acknowledge(alarm.id, no_picture=True).result(60)
    post.station.acts.verdict(str(alarm.incident), Verdict.FALSE, "animal").result(60)
    window.show_page(page)
    until("the list", page.worst.isVisible)
    assert "1 of 1" in page.worst.lines.text()
    assert "detector" in page.worst.lines.text()
