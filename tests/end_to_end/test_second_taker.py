"""Of two guards who answered the same alarm apart, the second reads it in his window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from alarms.model import Incident, Priority, Taker
from alarms.ports import AlarmChange
from tests.end_to_end.driving import Post
from tests.fakes.small_station import site_text


def test_who_came_second_reads_in_the_window_who_has_the_case(make_post: Callable[[str], Post]) -> None:
    post = make_post(site_text(None))
    own, other = post.station.people.user, Taker("wang", "gs2", 1.0)
    case = Incident("i1", "20261102-gs2-001", "fence", Priority.P2, 1.0, taken=other)
    post.running.desk.take(AlarmChange(incidents=(replace(case, also_taken=(Taker("li", "gs3", 2.0),)),)))
    assert not post.window.notice.isVisible()
    seconds = (Taker("li", "gs3", 2.0), Taker(own, "gs1", 3.0))
    post.running.desk.take(AlarmChange(incidents=(replace(case, also_taken=seconds),)))
    assert post.window.notice.isVisible()
    assert "wang" in post.window.notice.text()
