"""A form is cut where a file in it is too large, and nowhere else, however it arrives."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.server.file_limits import Trimming, boundary_of

MOST = 10


def form(parts: list[tuple[bool, bytes]], boundary: bytes = b"xYz") -> bytes:
    """parts: whether it is a file, and its content."""
    told = b""
    for number, (is_file, content) in enumerate(parts):
        name = f'Content-Disposition: form-data; name="f{number}"'.encode() + (
            b'; filename="a.pdf"' if is_file else b""
        )
        told += b"--" + boundary + b"\r\n" + name + b"\r\n\r\n" + content + b"\r\n"
    return told + b"--" + boundary + b"--\r\n"


def trimmed(sent: bytes, cuts: list[int], boundary: bytes = b"xYz") -> tuple[bytes, list[int]]:
    one = Trimming(boundary, MOST)
    places = sorted({min(cut, len(sent)) for cut in cuts} | {0, len(sent)})
    kept = b"".join(one.pass_on(sent[begin:end]) for begin, end in pairwise(places))
    return kept + one.end(), one.sizes


CONTENTS = st.lists(
    st.sampled_from([b"\r", b"\n", b"--", b"xY", b"\r\n--xY", b"a", b"\r\n\r\n", b"0123456789"]),
    max_size=6,
).map(b"".join)


@given(
    st.lists(st.tuples(st.booleans(), CONTENTS), max_size=5),
    st.lists(st.integers(0, 400), max_size=12),
)
def test_files_lose_what_is_too_much_and_all_else_passes_whatever_the_pieces(parts, cuts):
    kept, sizes = trimmed(form(parts), cuts)
    assert kept == form(
        [(is_file, content[: MOST + 1] if is_file else content) for is_file, content in parts]
    )
    assert sizes == [len(content) for is_file, content in parts if is_file]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=8))
def test_what_is_no_form_passes_whole_and_raises_nothing(content, cuts):
    if b"xYz" not in content:
        assert trimmed(content, cuts)[0] == content or b"filename" in content


def test_a_head_without_end_is_passed_on_and_not_held_for_ever():
    one = Trimming(b"xYz", MOST)
    kept = b"".join(one.pass_on(b"n" * 5000) for _ in range(10)) + one.end()
    assert kept == b"n" * 50_000
    late = form([(False, b"a")])[:-4] + b"\r\n" + b"n" * 50_000
    assert trimmed(late, [])[0] == trimmed(late, [100, 20_000])[0] == late


@pytest.mark.parametrize(
    ("told", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('multipart/form-data; charset=utf-8; boundary="a b"', b""),
        ('Multipart/Form-Data; boundary="abc"', b"abc"),
        ("application/pdf", b""),
        ("multipart/form-data", b""),
    ],
)
def test_the_boundary_is_read_as_browsers_write_it(told, boundary):
    assert boundary_of(told) == boundary
