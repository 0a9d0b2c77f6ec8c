"""What the health page says of detection: by what, how fast, why less than was chosen, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def detection_words() -> Words:
    """Return (part, code) -> (how it is, what to do next), in the present language."""
    return {**_of_speed(), **_of_model(), **_of_what_runs_it(), **_of_process(), **_of_what_was_seen()}


def _of_speed() -> Words:
    return {
        ("detection", "running"): (
            translate(
                "Health",
                "%model% on %device% (%engine%): each camera %each% times a second, %rate% pictures in all",
            ),
            "",
        ),
        ("detection", "slow"): (
            translate("Health", "computer busy: some camera is looked at only %slowest% times a second (%device%)"),
            translate("Health", "Alarm zones go first. Fewer cameras, a smaller model or a graphics card help."),
        ),
        ("detection", "motion"): (
            translate("Health", "motion only, no model: %rate% pictures a second"),
            translate("Health", "Add a detection model: watchroom models add PATH."),
        ),
        ("detection", "device_missing"): (
            translate("Health", "the chosen device is not there: on %device%, %rate% pictures a second"),
            translate("Health", "See the site document, [detection]."),
        ),
        ("detection", "reduced"): (
            translate("Health", "less than chosen (%cause%)"),
            translate("Health", "See the site document, [detection]."),
        ),
        ("detection", "starting"): (translate("Health", "starting"), ""),
    }


def _of_model() -> Words:
    return {
        ("detection", "model_missing"): (
            translate("Health", "motion only: the model is not there"),
            translate(
                "Health", "watchroom models list says which there are: name one as [detection] model, or add it."
            ),
        ),
        ("detection", "model_corrupt"): (translate("Health", "motion only: the model cannot be read"), _again()),
        ("detection", "model_unsupported"): (
            translate("Health", "motion only: the model is of a kind that cannot be run"),
            _again(),
        ),
        ("detection", "model_changed"): (
            translate("Health", "motion only: the model is not the file that was added"),
            _again(),
        ),
        ("detection", "model_classes"): (
            translate("Health", "motion only: the model knows nothing that is watched for"),
            _again(),
        ),
    }


def _of_what_runs_it() -> Words:
    return {
        ("detection", "runtime_missing"): (
            translate("Health", "motion only: what runs this model is not installed"),
            translate("Health", "Install the AI pack, or add the model as OpenVINO or ONNX."),
        ),
        ("detection", "server_missing"): (
            translate("Health", "motion only: the inference server does not answer"),
            translate("Health", "Check the server and its address in the site document; it is asked again by itself."),
        ),
        ("detection", "inference_failed"): (
            translate("Health", "motion only: the model failed again and again"),
            translate("Health", "Only motion is told meanwhile: what moves, not what it is."),
        ),
        ("detection", "worker_died"): (translate("Health", "motion only: the model brought detection down"), _again()),
        ("detection", "frames_missing"): (
            translate("Health", "%model% on %device%; no pictures come from some camera"),
            translate("Health", "Pictures come back within seconds."),
        ),
    }


def _of_process() -> Words:
    return {
        ("detection", "again"): (
            translate("Health", "broke down and starts again, time %restarts%"),
            translate("Health", "The wall goes on. Detection comes back within seconds."),
        ),
        ("detection", "often"): (
            translate("Health", "runs, but had to be started again %hourly% times in the last hour"),
            translate("Health", "Each time it looks away for some seconds. Call the installer."),
        ),
        ("detection", "failed"): (
            translate("Health", "not running (%cause%)"),
            translate("Health", "The wall goes on. Call the installer."),
        ),
        ("detection", "off"): (translate("Health", "switched off in the site document"), ""),
    }


def _of_what_was_seen() -> Words:
    return {
        ("fire_seen", "model"): (translate("Health", "model %model%"), ""),
        ("fire_seen", "no_model"): (
            translate("Health", "no model"),
            translate("Health", "Detectors tell of fire as ever. A model of your own: watchroom models add PATH."),
        ),
        ("fire_seen", "not_usable"): (
            translate("Health", "the model %model% does not run"),
            translate("Health", "Detectors tell of fire as ever. Look with watchroom models list, and add it again."),
        ),
        ("seen", "kept"): (translate("Health", "boxes and tracks are kept %days% days"), ""),
        ("seen", "not_written"): (_not_kept(), translate("Health", "Alarms go on. Check the disk.")),
        ("seen", "disk_full"): (_not_kept(), translate("Health", "Alarms go on. Free some room on the disk.")),
        ("seen", "too_many"): (_not_kept(), translate("Health", "Alarms go on. Check the disk.")),
    }


def _again() -> str:
    return translate(
        "Health", "Add it again: watchroom models add PATH. Until then it is told what moves, not what it is."
    )


def _not_kept() -> str:
    return translate("Health", "what detection sees is not kept for playback")
