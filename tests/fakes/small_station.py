"""A small community for end-to-end tests: a fence with cameras, a help button, guidance, as a site document's text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.settings import LoadResult, load_site
from tests.fakes.rtsp_process import RtspProcess

SITE = "small"
FENCE_PASSWORD, HELP_PASSWORD = "fence-secret", "help-secret"

HEAD = """
schema = 1
[site]
id = "small"
name = "小区"
name_en = "Small estate"
[station]
id = "s1"
name = "一号岗"
name_en = "Post one"
[detection]
enabled = false
[recording]
before_s = 2.0
after_s = 1.5
loop_s = 4.0
"""

BUILT_IN = """
[broker]
built_in = true
listen = "127.0.0.1:0"
"""

PLACES = """
[[zone]]
id = "fence"
name = "围栏"
name_en = "Fence"
cameras = [{fence}]
guidance = "fence"
[[zone]]
id = "lobby"
name = "大堂"
name_en = "Lobby"
cameras = [{lobby}]
[[device]]
id = "fence1"
name = "围栏主机"
zone = "fence"
kind = "perimeter"
password = "fence-secret"
[[device]]
id = "help1"
name = "求助主机"
zone = "lobby"
kind = "panic"
password = "help-secret"
[[point]]
id = "fence-z01"
device = "fence1"
class = "perimeter"
channel = "Z01"
name = "一防区"
name_en = "Fence one"
[[point]]
id = "fence-z02"
device = "fence1"
class = "perimeter"
channel = "Z02"
name = "二防区"
name_en = "Fence two"
[[point]]
id = "help-h1"
device = "help1"
class = "panic"
channel = "H1"
name = "一号求助"
name_en = "Help one"
[[guidance]]
id = "fence"
text = "看画面，再派人"
text_en = "Look, then send someone"
steps = [{{ id = "look", text = "看画面", text_en = "Look at the picture", required = true }}]
phones = [{{ name = "队长", name_en = "Chief", number = "110" }}]
"""

CAMERA = """
[[camera]]
id = "{camera}"
number = {number}
name = "{camera}"
zone = "{zone}"
sub = "{sub}"
main = "{main}"
"""


def site_text(server: RtspProcess | None, broker: str = BUILT_IN, database: str = "", more: str = "") -> str:
    """The document: the server's last camera hangs in the lobby, the others at the fence."""
    cameras: Sequence[str] = server.cameras if server is not None else ()
    fence, lobby = cameras[:-1], cameras[-1:]
    text = HEAD + broker
    if database:
        text += f'[database]\nurl = "{database}"\n'
    text += PLACES.format(fence=_quoted(fence), lobby=_quoted(lobby))
    for number, camera in enumerate(cameras, 1):
        assert server is not None
        text += CAMERA.format(
            camera=camera,
            number=number,
            zone="fence" if camera in fence else "lobby",
            sub=server.url(camera, "sub"),
            main=server.url(camera, "main"),
        )
    return text + more


def load(folder: Path, text: str) -> LoadResult:
    """Load the text as the program would; a mistake of the test is an error."""
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    loaded = load_site(path)
    assert loaded.problems == (), loaded.problems
    return loaded


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
