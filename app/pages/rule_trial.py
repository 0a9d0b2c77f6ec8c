"""What a drawn rule would have told in the last days, said below the picture before anybody publishes it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject

from app.operations import Operation
from app.pages.rule_content import entry
from app.services.rule_trial import RuleTrials, TrialResult, can_be_tried
from app.station import Station
from widgets import times
from widgets.rule_editor import RuleEditor
from widgets.rule_shapes import DrawnRule

#: What is kept from so much later than asked, seconds, is said.
_LATE_S = 3600.0


class RuleTrial(QObject):
    """One at a time; a step of the drawing ends it."""

    def __init__(self, station: Station, view: RuleEditor) -> None:
        super().__init__(view)
        self._view, self._asked = view, 0
        self._trials = RuleTrials(station.folder.sightings, station.clock)
        view.trial_wanted.connect(self._try)

    def stop(self) -> None:
        """What would be said is about another drawing."""
        self._asked += 1
        self._trials.stop()

    def close(self) -> None:
        """The window goes."""
        self._asked += 1
        self._trials.close()

    def _try(self, camera: str, drawn: DrawnRule) -> None:
        rule = entry(drawn, camera).rule()
        if not can_be_tried(rule):
            self._view.set_message(self.tr("This kind needs the pictures themselves: it cannot be tried on the past."))
            return
        self._view.set_message(self.tr("Trying on what was seen in the last 7 days"))
        self._asked += 1
        asked = self._asked

        def say(result: TrialResult) -> None:
            if asked == self._asked:
                self._view.set_message(" ".join(self._words(result)))

        def failed(_error: BaseException) -> None:
            self._view.set_message(self.tr("What was seen cannot be read: see F4."))

        Operation(self, self._trials.start(camera, rule)).success(say).failure(failed).run()

    def _words(self, result: TrialResult) -> list[str]:
        hits = result.hits
        if result.since is None:
            return [self.tr("Nothing that this camera saw in the last 7 days is kept: it cannot be said.")]
        if hits:
            most = max(Counter(times.date(hit.at) for hit in hits).values())
            words = self.tr("In the last 7 days it would have reported about %1 times, at most %2 on one day, last %3.")
            last = times.day_and_minute(hits[-1].at)
            said = [words.replace("%1", str(len(hits))).replace("%2", str(most)).replace("%3", last)]
        else:
            said = [self.tr("In the last 7 days it would have reported nothing.")]
        moved = sum(hit.by_motion for hit in hits)
        if moved:
            said.append(self.tr("%1 of these because something moved: no model ran.").replace("%1", str(moved)))
        if result.since > result.start + _LATE_S:
            said.append(self.tr("Seen and kept since %1 only.").replace("%1", times.day_and_minute(result.since)))
        return said
