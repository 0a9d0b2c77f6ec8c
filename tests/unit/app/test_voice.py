"""Names of zones and alarms are rendered by the real engine before they are needed, kept, and put together."""

import os
import time
import wave
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from alarms.kinds import KINDS, LIMIT
from alarms.model import Occurrence, Priority
from alarms.priorities import _BY_CLASS
from app.services.health import Level
from app.site_document import SiteDocument
from app.voice import phrases
from app.voice.espeak import SAMPLE_RATE, EspeakVoice, VoiceError, library_folder
from app.voice.phrases import Phrase, Wording, spoken_words
from app.voice.renderer import Stopped, render
from app.voice.service import VoiceService
from app.voice.store import VoiceStore
from widgets.gallery_samples import occurrence


def site(**sound: object) -> SiteDocument:
    return SiteDocument.model_validate(
        {
            "site": {"id": "s", "name": "翠湖花园"},
            "sound": sound,
            "zone": ({"id": "east", "name": "东围栏3区", "name_en": "East fence 3"}, {"id": "yard", "name": "后院"}),
        }
    )


def alarm(kind: str = "wire_cut", zone: str = "east", alarm_class: str = "perimeter") -> Occurrence:
    return replace(occurrence("a", alarm_class, Priority.P1, 0.0), zone=zone, kind=kind)


class BrokenVoice:
    """An engine that says two texts and then ends its process, as a crash in native code does."""

    def __init__(self) -> None:
        self.said = 0

    def render(self, text: str, language: str) -> array:
        self.said += 1
        if self.said > 2:
            os._exit(11)
        return array("h", [1000] * 100)


class DumbVoice:
    """An engine that cannot say one text, and is loud about nothing."""

    def render(self, text: str, language: str) -> array:
        return array("h", [] if text == "后院" else [1000] * 100)


class HungVoice:
    """An engine that never answers."""

    def render(self, text: str, language: str) -> array:
        time.sleep(60)
        return array("h")


def no_voice() -> DumbVoice:
    raise VoiceError("no_engine")


def texts(found: tuple[Phrase, ...]) -> list[tuple[str, str]]:
    return [(phrase.text, phrase.voice) for phrase in found]


# What is said.


def test_an_alarm_is_called_by_zone_class_and_kind_in_the_stations_language() -> None:
    wording = Wording(site())
    assert texts(wording.of(alarm(), "zh_CN")) == [("东围栏3区", "zh"), ("周界报警", "zh"), ("围栏被剪断", "zh")]
    assert texts(wording.of(alarm(), "en")) == [("East fence 3", "en"), ("perimeter alarm", "en"), ("wire cut", "en")]


def test_a_zone_without_an_english_name_is_said_by_the_chinese_voice() -> None:
    assert texts(Wording(site()).of(alarm(zone="yard", kind=""), "en")) == [("后院", "zh"), ("perimeter alarm", "en")]


def test_what_nobody_thought_of_is_still_an_alarm_and_a_drill_says_so() -> None:
    strange = replace(alarm("laser", "nowhere", "volcano"), drill=True)
    assert texts(Wording(site()).of(strange, "en")) == [("Drill", "en"), ("alarm", "en")]


def test_every_class_and_kind_that_the_screen_names_can_be_said() -> None:
    said = spoken_words()
    assert {*KINDS, *_BY_CLASS, "life", "technical"} <= set(said["class"])
    assert {LIMIT, *(kind for kinds in KINDS.values() for kind in kinds)} <= set(said["kind"])
    assert all(all(pair) for table in said.values() for pair in table.values())


def test_all_that_can_be_said_is_known_beforehand() -> None:
    wording = Wording(site())
    known = set(wording.all())
    for language in ("zh_CN", "en"):
        assert wording.test(language) in known
        for zone in ("east", "yard", ""):
            for alarm_class in spoken_words()["class"]:
                for kind in ("", *spoken_words()["kind"]):
                    assert set(wording.of(replace(alarm(kind, zone, alarm_class), drill=True), language)) <= known


def test_a_file_is_made_anew_only_when_text_voice_or_engine_change(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Phrase("后院", "zh").key
    assert key == Phrase("后院", "zh").key
    assert key not in {Phrase("后院", "en").key, Phrase("前院", "zh").key}
    monkeypatch.setattr(phrases, "IDENTITY", "another engine")
    assert key != Phrase("后院", "zh").key


# The engine.


def test_the_engine_says_chinese_and_english() -> None:
    wanted = [Phrase("东围栏三区，周界报警", "zh"), Phrase("East fence, perimeter alarm", "en"), Phrase("3", "zh")]
    said = dict(render(wanted, lambda: False))
    assert list(said) == wanted
    lengths = [len(samples) / SAMPLE_RATE for samples in said.values()]
    assert 1.5 < lengths[0] < 6
    assert 1.0 < lengths[1] < 5
    assert 0.1 < lengths[2] < 1.5
    for samples in said.values():
        assert 20_000 < max(map(abs, samples)) <= 24_001
        assert abs(samples[0]) > 100 < abs(samples[-1])


def test_chinese_is_said_as_syllables_not_spelled_as_signs() -> None:
    """Without the full dictionary the engine says "Chinese letter" for each sign, about a second each."""
    sentence = "东围栏三区周界报警请立即查看画面"
    [(_phrase, samples)] = render([Phrase(sentence, "zh")], lambda: False)
    assert len(samples) / SAMPLE_RATE < 0.45 * len(sentence)


def test_a_crash_of_the_engine_costs_the_rest_and_not_the_station() -> None:
    wanted = [Phrase(str(number), "en") for number in range(4)]
    found = []
    rendered = render(wanted, lambda: False, BrokenVoice)
    with pytest.raises(VoiceError, match="crashed"):
        while True:
            found.append(next(rendered)[0])
    assert found == wanted[:2]


def test_a_hang_ends_at_the_time_limit_and_when_the_station_stops() -> None:
    with pytest.raises(VoiceError, match="hung"):
        list(render([Phrase("a", "en")], lambda: False, HungVoice, time_limit_s=0.3))
    with pytest.raises(Stopped):
        list(render([Phrase("a", "en")], lambda: True, HungVoice))


def test_a_missing_library_is_told() -> None:
    assert library_folder() is not None
    with pytest.raises(VoiceError, match="no_engine"):
        EspeakVoice(Path("/nonexistent"))


# The files.


def test_a_phrase_is_kept_whole_and_a_damaged_file_is_none(tmp_path: Path) -> None:
    store, phrase = VoiceStore(tmp_path), Phrase("后院", "zh")
    assert store.load(phrase) is None
    store.save(phrase, array("h", [1, -2, 3]))
    assert store.load(phrase) == array("h", [1, -2, 3])
    with wave.open(str(store.path(phrase))) as file:
        assert file.getframerate() == SAMPLE_RATE
    store.path(phrase).write_bytes(store.path(phrase).read_bytes()[:-3])
    assert store.load(phrase) is None
    store.path(phrase).write_bytes(b"noise")
    assert store.load(phrase) is None
    assert store.forget_others([]) == 1
    assert list(tmp_path.iterdir()) == []


# The service.


def test_what_is_missing_is_rendered_once_and_what_is_said_no_more_goes(tmp_path: Path) -> None:
    rendered: list[Phrase] = []
    first = VoiceService(site(), tmp_path)
    assert first.name_of(alarm(), "zh_CN")[1] == ()
    state = first.render_now(rendered.append)
    assert (state.code, state.have) == ("ready", state.wanted)
    assert len(rendered) == state.wanted == len(list(tmp_path.glob("*.wav")))
    name, words = first.name_of(alarm(), "zh_CN")
    assert name == "东围栏3区 周界报警 围栏被剪断"
    assert len(words) == 3
    assert all(len(one) > SAMPLE_RATE / 5 for one in words)
    assert first.test_phrase("en")
    again: list[Phrase] = []
    VoiceService(site(), tmp_path).render_now(again.append)
    assert again == []
    renamed = site().model_copy(update={"zones": (site().zones[0].model_copy(update={"name": "西围栏"}),)})
    VoiceService(renamed, tmp_path).render_now(again.append)
    assert [phrase.text for phrase in again] == ["西围栏"]
    assert len(list(tmp_path.glob("*.wav"))) == state.wanted - 1


def test_it_is_made_in_the_background_and_told(tmp_path: Path) -> None:
    told: list[str] = []
    voice = VoiceService(site(), tmp_path, lambda: told.append(voice.state.code), make=DumbVoice, delay_s=0.0)
    voice.start()
    assert voice._thread is not None
    voice._thread.join(20)
    voice.stop()
    assert told == ["missing"]
    status = voice.status()
    assert (status.level, status.code, status.detail["cause"]) == (Level.DEGRADED, "unspeakable", "后院")
    assert voice.name_of(alarm(), "zh_CN")[1]
    assert len(voice.name_of(alarm(zone="yard"), "zh_CN")[1]) == 2


@pytest.mark.parametrize(("make", "code"), [(no_voice, "no_engine"), (BrokenVoice, "engine_failed")])
def test_a_missing_voice_is_a_fault_with_its_reason(tmp_path: Path, make: type, code: str) -> None:
    voice = VoiceService(site(), tmp_path, make=make)
    voice.render_now()
    assert voice.status().code == code
    assert voice.status().level is Level.DEGRADED
    assert voice.state.have == (2 if make is BrokenVoice else 0)


def test_what_cannot_be_kept_is_said_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "voice").write_text("a file where the folder should be")
    voice = VoiceService(site(), tmp_path / "voice", make=DumbVoice)
    voice.render_now()
    assert voice.status().code in ("not_written", "unspeakable")
    assert voice.name_of(alarm(), "en")[1]


def test_switched_off_nothing_is_rendered(tmp_path: Path) -> None:
    voice = VoiceService(site(voice=False), tmp_path)
    voice.start()
    voice.stop()
    assert voice.status().level is Level.ABSENT
    assert list(tmp_path.iterdir()) == []


def test_a_station_that_stops_at_once_starts_no_engine(tmp_path: Path) -> None:
    voice = VoiceService(site(), tmp_path, make=HungVoice)
    voice.start()
    voice.stop()
    assert list(tmp_path.iterdir()) == []
