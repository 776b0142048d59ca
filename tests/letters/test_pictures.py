"""Pictures in a letter: those of the case are printed, what cannot be read costs its place and never the letter."""

import struct
import zlib
from hashlib import sha256

import pypdf
import pytest

from dinh.letters import print_letter
from dinh.letters.pictures import BYTES_MAX, PICTURES_MAX, illustrated

TEMPLATE = "#let v = json(bytes(sys.inputs.values))\nBefore #if v.shot != none and v.shot.picture != none { image(v.shot.picture, width: 2cm) } after"


def png(shade=0):
    def chunk(kind, content):
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes((0, shade, 0, 0))))
        + chunk(b"IEND", b"")
    )


def file(content, kind="image/png"):
    return {
        "digest": sha256(content).hexdigest(),
        "name": "a.png",
        "type": kind,
        "size": len(content),
    }


def printed(tmp_path, values, contents):
    shown, pictures = illustrated(values, contents.get)
    (tmp_path / "a.pdf").write_bytes(
        print_letter({"mau.typ": TEMPLATE}, "mau.typ", shown, pictures)
    )
    return pypdf.PdfReader(tmp_path / "a.pdf").pages[0]


def test_a_picture_of_the_case_stands_in_its_letter(tmp_path):
    page = printed(tmp_path, {"shot": file(png())}, {sha256(png()).hexdigest(): png()})
    assert len(page.images) == 1 and "after" in page.extract_text()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nhalf a picture", b"", b"<svg/>"])
def test_what_cannot_be_read_costs_its_place_and_never_the_letter(tmp_path, content):
    page = printed(tmp_path, {"shot": file(content)}, {sha256(content).hexdigest(): content})
    assert not page.images and "after" in page.extract_text()


def test_a_file_that_is_gone_or_is_no_picture_is_left_out(tmp_path):
    assert not printed(tmp_path, {"shot": file(png())}, {}).images
    values, pictures = illustrated(
        {"scan": file(b"%PDF", "application/pdf")}, lambda digest: b"%PDF"
    )
    assert values == {"scan": file(b"%PDF", "application/pdf")} and not pictures


def test_the_same_values_print_the_same_bytes_and_leave_nothing_behind(tmp_path):
    values, pictures = illustrated({"shot": file(png(9))}, lambda digest: png(9))
    first = print_letter({"mau.typ": TEMPLATE}, "mau.typ", values, pictures)
    assert print_letter({"mau.typ": TEMPLATE}, "mau.typ", values, pictures) == first
    assert not printed(tmp_path, {"shot": {**file(png(9)), "digest": "0" * 64}}, {}).images


def test_no_more_pictures_are_taken_than_a_letter_may_hold():
    many = [file(bytes((n, 7))) for n in range(PICTURES_MAX + 3)]
    values, pictures = illustrated(
        {"shots": [{"photo": one} for one in many]}, lambda digest: digest.encode()
    )
    assert len(pictures) == PICTURES_MAX
    assert [row["photo"]["picture"] is not None for row in values["shots"]] == [
        True
    ] * PICTURES_MAX + [False] * 3
    assert not illustrated({"shot": file(b"x")}, lambda digest: b"x" * (BYTES_MAX + 1))[1]
