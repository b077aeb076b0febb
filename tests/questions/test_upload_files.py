"""Which files are taken: told by what they hold; programs are not, whatever they are called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.file_upload import named_file
from survey_app.questions.upload_files import GROUPS, LONGEST_NAME, clean_name, take

ODT = "application/vnd.oasis.opendocument.text"


def packed(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, words in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), words)
    return held.getvalue()


def office(**more: str) -> bytes:
    return packed(**{"[Content_Types]_xml": "", "word__document_xml": "", **more})


@pytest.mark.parametrize(
    ("content", "group", "ending"),
    [
        (b"%PDF-1.4", "documents", "pdf"),
        (office(), "documents", "wordprocessingml.document"),
        (packed(mimetype=ODT), "documents", "opendocument.text"),
        ("über Preise\r\n1;2".encode(), "texts", "plain"),
        (b"ID3\x04\x00", "sounds", "mpeg"),
        (b"RIFF\x04\x00\x00\x00WAVE", "sounds", "wav"),
        (b"\x00\x00\x00\x18ftypM4A ", "sounds", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "films", "video/mp4"),
        (b"\x1a\x45\xdf\xa3\x42\x82webm", "films", "webm"),
    ],
)
def test_a_kind_is_told_by_its_bytes_and_taken_only_where_it_is_asked_for(
    content: bytes, group: str, ending: str
) -> None:
    found = take(content, {group})
    assert found is not None
    assert (found.group, found.content) == (group, content)
    assert found.media_type.endswith(ending)
    assert take(content, set(GROUPS) - {group}) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   ", b"MZ\x90\x00", b"\x7fELF", b"PK\x03\x04 broken",
        b"GIF89a\x00", b"#!/bin/sh\nrm", b"<!DOCTYPE html>", b" <script>x</script>",
        b"<svg/>", b"\xef\xbb\xbf<?xml version='1.0'?>", b"caf\xe9 in another encoding", b"a\x00b",
        office(word__vbaProject="x"), packed(mimetype="text/html"), packed(a="1"), packed(mimetype=ODT, Basic__m="x"),
    ],
)  # fmt: skip
def test_what_may_be_a_program_or_is_nothing_known_is_not_taken(content: bytes) -> None:
    assert take(content, set(GROUPS)) is None


@given(st.binary(max_size=200) | st.sampled_from([b"PK\x03\x04", b"RIFF", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_nothing_that_is_sent_raises(content: bytes) -> None:
    take(content, set(GROUPS))


@given(st.text(max_size=300))
def test_a_clean_name_is_short_harmless_and_can_be_named_in_an_answer(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\|<>:"?*\n\r\t\0')
    assert not kept.startswith(".")
    found = named_file(f"{kept} | 7 | {'a' * 26}")
    assert found is not None
    assert (found.name, str(found)) == (kept, f"{kept} | 7 | {'a' * 26}")
