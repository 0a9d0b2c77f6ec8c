"""SOAP of ONVIF: what is written, what is read, and what is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.model import Credentials
from video.onvif.model import Abilities, OnvifError, Position, Range, Velocity
from video.onvif.ptz import _abilities, _moving, _position, _timeout
from video.onvif.safe_xml import MAX_BYTES, MAX_DEPTH, child, number, parse_xml, text
from video.onvif.soap import PTZ, answer, element, envelope, password_digest, request, username_token, vector

S = "http://www.w3.org/2003/05/soap-envelope"


def soap(body: str) -> bytes:
    return f'<s:Envelope xmlns:s="{S}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def code_of(data: bytes, expected: str = "StopResponse") -> tuple[str, str]:
    with pytest.raises(OnvifError) as refused:
        answer(data, expected)
    return refused.value.code, refused.value.detail


def test_the_digest_is_the_example_of_the_onvif_programmers_guide() -> None:
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    assert password_digest(nonce, "2010-09-16T07:50:45Z", "userpassword") == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


def test_a_token_carries_the_digest_of_its_own_nonce_and_time_and_no_password() -> None:
    header = username_token(Credentials("a<b", "secret-word"), 1_793_628_000.25, b"0123456789abcdef")
    root = parse_xml(envelope("", header))
    token = child(root, "Header", "Security", "UsernameToken")
    assert text(token, "Username") == "a<b"
    assert text(token, "Created") == "2026-11-02T14:00:00.250Z"
    assert base64.b64decode(text(token, "Nonce")) == b"0123456789abcdef"
    assert text(token, "Password") == password_digest(b"0123456789abcdef", "2026-11-02T14:00:00.250Z", "secret-word")
    assert "secret-word" not in header
    assert username_token(Credentials("a", "b"), 1.0) != username_token(Credentials("a", "b"), 1.0)


def test_a_call_is_read_as_it_was_meant() -> None:
    body = request(PTZ, "ContinuousMove", element("ProfileToken", 'a&"<') + vector("PanTilt", x=-0.5, y=1e-7))
    call = child(parse_xml(envelope(body)), "Body", "ContinuousMove")
    assert text(call, "ProfileToken") == 'a&"<'
    found = child(call, "PanTilt")
    assert found is not None
    assert (found.get("x"), float(found.get("y", ""))) == ("-0.5", 1e-7)
    assert _timeout(2.0) == "<Timeout>PT2.0S</Timeout>"


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x"><x/>',
        b'<?xml version="1.0" encoding="nonsense"?><x/>',
        b"",
        b"<x>",
        b"<x/><x/>",
        b"HTTP/1.1 200 OK",
        b"<x>&unknown;</x>",
        b"\xff\xfe\x00",
        b"<x>" + b" " * MAX_BYTES + b"</x>",
        b"<x>" * (MAX_DEPTH + 1) + b"</x>" * (MAX_DEPTH + 1),
    ],
)
def test_what_is_not_plain_xml_is_refused(data: bytes) -> None:
    with pytest.raises(OnvifError) as refused:
        parse_xml(data)
    assert refused.value.code == "protocol"


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for given_data in (data, soap("") + data, soap("<StopResponse/>").replace(b"Stop", data[:40])):
        try:
            answer(given_data, "StopResponse")
        except OnvifError as error:
            assert error.code in {"protocol", "refused", "unauthorized", "unsupported"}


@pytest.mark.parametrize(
    ("subcode", "told"),
    [
        ("ter:NotAuthorized", ("unauthorized", "NotAuthorized")),
        ("wsse:FailedAuthentication", ("unauthorized", "FailedAuthentication")),
        ("ter:ActionNotSupported", ("unsupported", "ActionNotSupported")),
        ("ter:NoToken", ("refused", "NoToken")),
        ("<![CDATA[a b\n!]]>", ("refused", "ab")),
    ],
)
def test_a_fault_is_judged_by_its_innermost_subcode_and_its_own_words_go_no_further(
    subcode: str, told: tuple[str, str]
) -> None:
    fault = (
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:InvalidArgVal</s:Value><s:Subcode>"
        f"<s:Value>{subcode}</s:Value></s:Subcode></s:Subcode></s:Code><s:Reason><s:Text>pw=hunter2</s:Text></s:Reason>"
        "</s:Fault>"
    )
    assert code_of(soap(fault)) == told


def test_an_answer_of_another_kind_is_refused() -> None:
    assert code_of(b"<html/>")[0] == "protocol"
    assert code_of(soap("<OtherResponse/>"))[0] == "protocol"
    assert answer(soap('<a:StopResponse xmlns:a="urn:any"/>'), "StopResponse") is not None


@pytest.mark.parametrize(
    ("given_text", "value"), [("1.5", 1.5), ("nan", None), ("inf", None), ("1e300", None), ("x", None), (None, None)]
)
def test_only_finite_numbers_are_numbers(given_text: str | None, value: float | None) -> None:
    assert number(given_text) == value


def test_a_node_says_what_the_camera_can_do() -> None:
    node = parse_xml(
        b"<PTZNode><SupportedPTZSpaces><ContinuousPanTiltVelocitySpace><XRange><Min>-0.5</Min><Max>0.25</Max></XRange>"
        b"<YRange><Min>1</Min><Max>-1</Max></YRange></ContinuousPanTiltVelocitySpace></SupportedPTZSpaces>"
        b"<MaximumNumberOfPresets>-3</MaximumNumberOfPresets><HomeSupported>1</HomeSupported></PTZNode>"
    )
    known = _abilities(node)
    assert (known.pan_tilt, known.zoom, known.absolute, known.relative, known.home) == (True, False, False, False, True)
    assert known.most_presets == 0
    assert known.pan_speed == Range(-0.5, 0.25)
    assert known.tilt_speed == Range(-1.0, 1.0), "a range that is none is the generic one"
    assert (known.pan_speed.scaled(1), known.pan_speed.scaled(-1), known.pan_speed.scaled(0)) == (0.25, -0.5, 0)
    assert _abilities(parse_xml(b"<PTZNode/>")) == Abilities(pan_tilt=False, zoom=False)


def test_a_status_may_leave_out_anything() -> None:
    told = parse_xml(b'<Position><PanTilt x="0.5" y="nonsense"/></Position>')
    assert _position(told) == Position(0.5, None, None)
    assert _position(None) == Position()
    assert _moving(parse_xml(b"<MoveStatus><PanTilt>IDLE</PanTilt><Zoom>MOVING</Zoom></MoveStatus>")) is True
    assert _moving(parse_xml(b"<MoveStatus><PanTilt>UNKNOWN</PanTilt></MoveStatus>")) is None


def test_speeds_are_limited() -> None:
    assert Velocity(5, -7, 0.5).limited() == Velocity(1.0, -1.0, 0.5)
    assert Velocity().still
    assert not Velocity(zoom=0.1).still
