"""Authentication: the RFCs' own examples, both ends against each other, and anything a header can hold."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.model import Credentials
from video.rtsp.auth import Authenticator, Challenge, Guard, digest_answer, parse_challenges, strongest

MUFASA = Credentials("Mufasa", "Circle of Life")
RFC7616_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
RFC7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616_example(algorithm: str, response: str) -> None:
    challenge = Challenge("digest", "http-auth@example.org", RFC7616_NONCE, "FQhe", algorithm, "auth")
    answer = digest_answer(challenge, MUFASA, "GET", "/dir/index.html", RFC7616_CNONCE, 1)
    assert f'response="{response}"' in answer
    assert "qop=auth, nc=00000001" in answer
    assert 'opaque="FQhe"' in answer


def test_without_qop_as_rfc_2069() -> None:
    challenge = Challenge("digest", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093")
    answer = digest_answer(challenge, Credentials("Mufasa", "CircleOfLife"), "GET", "/dir/index.html", "x", 1)
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in answer
    assert "qop" not in answer


def test_the_strongest_of_several_challenges_in_one_field_or_many() -> None:
    one = [
        'Digest realm="a, b", nonce="n", algorithm=MD5, Digest realm="a", nonce="m", algorithm=SHA-256, Basic realm="c"'
    ]
    several = ['Basic realm="c"', 'Digest realm="a", nonce="m", algorithm="SHA-256", qop="auth,auth-int"']
    for fields in (one, several):
        best = strongest(parse_challenges(fields))
        assert best is not None
        assert (best.scheme, best.algorithm, best.nonce) == ("digest", "SHA-256", "m")
    assert parse_challenges(one)[0].realm == "a, b"


def test_what_we_cannot_answer_is_left_out() -> None:
    assert parse_challenges(['Digest realm="a", nonce="n", algorithm=SHA-512-256', "NTLM", ""]) == []
    assert parse_challenges(['Digest realm="a", nonce="n", qop="auth-int"']) == []


def test_a_second_refusal_ends_it_but_a_stale_nonce_does_not() -> None:
    authenticator = Authenticator(MUFASA)
    fresh, stale = 'Digest realm="a", nonce="n"', 'Digest realm="a", nonce="o", stale=TRUE'
    assert authenticator.answer("PLAY", "/") is None
    assert authenticator.accept([fresh], answered=False)
    assert authenticator.accept([stale], answered=True)
    assert not authenticator.accept([fresh], answered=True)
    assert not Authenticator(None).accept([fresh], answered=False)


def test_basic_holds_any_character() -> None:
    authenticator = Authenticator(Credentials("gärtner", "a:b@值守"))
    assert authenticator.accept(['Basic realm="x"'], answered=False)
    answer = authenticator.answer("PLAY", "/") or ""
    assert base64.b64decode(answer.removeprefix("Basic ")).decode() == "gärtner:a:b@值守"


@pytest.mark.parametrize(("digest", "algorithms"), [(True, ("MD5",)), (True, ("SHA-256", "MD5")), (False, ())])
def test_guard_lets_in_the_right_password_only(digest: bool, algorithms: tuple[str, ...]) -> None:
    guard = Guard(MUFASA, 'a "quoted" realm', digest=digest, algorithms=algorithms)
    for credentials, allowed in ((MUFASA, True), (Credentials("Mufasa", "x"), False), (Credentials("x", "x"), False)):
        client = Authenticator(credentials)
        assert client.accept(guard.challenges(), answered=False)
        assert guard.allows(client.answer("PLAY", "rtsp://c/1") or "", "PLAY") is allowed
    client = Authenticator(MUFASA)
    client.accept(guard.challenges(), answered=False)
    if digest:
        assert not guard.allows(client.answer("PLAY", "rtsp://c/1") or "", "TEARDOWN")


@given(st.text(max_size=200))
def test_any_field_is_survived(text: str) -> None:
    parse_challenges([text, "Digest " + text, text + ', Digest realm="x'])
    guard = Guard(MUFASA, "r", digest=True, algorithms=("MD5",))
    assert not guard.allows("Digest " + text, "PLAY")
    assert not Guard(MUFASA, "r", digest=False, algorithms=()).allows("Basic " + text, "PLAY")
