"""Pictures as bytes: told by what they hold, measured as Pillow measures them, and silent about who made them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from survey_app.questions.picture_files import MOST_SIDE, read_picture

SECRET = b"Ana Torres, Granada"


def made(kind: str, size: tuple[int, int] = (30, 20), **more: object) -> bytes:
    held = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(held, kind, **more)
    return held.getvalue()


def told(turned: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = turned, SECRET.decode()
    return exif


def files() -> dict[str, bytes]:
    described = PngImagePlugin.PngInfo()
    described.add_text("Author", SECRET.decode())
    return {
        "image/png": made("PNG", pnginfo=described, exif=told(1)),
        "image/jpeg": made("JPEG", exif=told(1), comment=SECRET),
        "progressive": made("JPEG", progressive=True, exif=told(6), quality=30),
        "image/webp": made("WEBP", exif=told(1)),
        "lossless": made("WEBP", lossless=True, exif=told(1), xmp=SECRET),
        "simple": made("WEBP"),
        "simple lossless": made("WEBP", lossless=True),
    }


FILES = files()


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_measured_and_shows_the_same_without_telling_who_made_it(name: str) -> None:
    found = read_picture(FILES[name])
    assert found is not None
    before, after = Image.open(io.BytesIO(FILES[name])), Image.open(io.BytesIO(found.content))
    assert SECRET not in found.content
    assert before.tobytes() == after.tobytes()
    assert after.getexif().get(0x0112, 1) == before.getexif().get(0x0112, 1) == (6 if name == "progressive" else 1)
    assert (found.width, found.height) == ((20, 30) if name == "progressive" else (30, 20))
    assert found.media_type == Image.MIME[str(after.format)]
    assert read_picture(found.content) == found


@pytest.mark.parametrize("name", FILES)
def test_half_a_picture_is_none(name: str) -> None:
    whole = FILES[name]
    assert read_picture(whole[: len(whole) // 2]) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x04\x00\x00\x00WEBP", b"%PDF-1.7"],
)
def test_anything_else_is_none(content: bytes) -> None:
    assert read_picture(content) is None


def test_what_is_larger_than_a_screen_can_show_is_none() -> None:
    assert read_picture(made("PNG", (MOST_SIDE + 1, 1))) is None
    assert read_picture(made("PNG", (MOST_SIDE, 1))) is not None


@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_damage_never_raises(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for _time in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, min(200, len(content) - 1)))] = data.draw(st.integers(0, 255))
    found = read_picture(bytes(content))
    assert found is None or (0 < found.width <= MOST_SIDE and 0 < found.height <= MOST_SIDE)
