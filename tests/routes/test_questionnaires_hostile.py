"""What nobody should send to the editor: each is stored or refused, and never a fault."""

from collections.abc import Mapping

import pytest

from tests.desk import Desk, form_fields

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


HOSTILE = ["\x00", "a\ud800b", "x" * 20_000, "9" * 300, "\u202e<script>"]


@pytest.mark.parametrize("kind", ["multiple", "number", "grid", "consent", "recommend"])
def test_hostile_input_is_stored_or_refused_and_never_a_fault(desk: Desk, kind: str) -> None:
    desk.done("/questions", kind=kind, page="p1")
    fields = form_fields(desk.get("?q=Q1"))
    names = {*fields, "least", "most", "decimals", "first", "last", "unit", "row", "do"} - {"csrf_token", "revision"}
    for name in sorted(names):
        for value in HOSTILE:
            code = desk.codes()[0]
            fresh = {**fields, "code": code, "revision": str(desk.version.revision), "hint": "Stays"}
            answer = desk.client.post(f"{desk.base}/questions/{code}", data=_bytes({**fresh, name: [value, value]}))
            assert answer.status_code in {303, 400, 422}, (name, value[:20], answer.status_code)
            if answer.status_code == 422 and name != "hint":
                assert "Stays" in answer.text


def _bytes(fields: Mapping[str, object]) -> dict[str, object]:
    """Lone surrogates travel as the bytes a broken client would send."""

    def one(value: object) -> object:
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value

    return {name: [one(v) for v in value] if isinstance(value, list) else one(value) for name, value in fields.items()}


def test_far_too_much_is_refused_with_413(desk: Desk) -> None:
    desk.done("/questions", kind="long_text", page="p1")
    assert desk.send("/questions/Q1", text="x" * 1_100_000).status_code == 413
    assert desk.send("/questions/Q1", text="x" * 300_000).status_code == 413
    answer = desk.send("/questions/Q1", text="y" * 50_000)
    assert answer.status_code == 422
    assert "shorten it to 4,000" in answer.text
    assert "y" * 50_000 in answer.text


@pytest.mark.parametrize("revision", ["", "-1", "9" * 30, "x", "1.0", "²"])
def test_a_revision_that_is_no_number_is_refused(desk: Desk, revision: str) -> None:
    answer = desk.client.post(desk.base + "/pages", data={"csrf_token": desk.token, "revision": revision})
    assert answer.status_code == 400


@pytest.mark.parametrize("version", ["0", "2", "-1", "9" * 40, "x", "²"])
def test_a_version_that_does_not_exist_is_404(desk: Desk, version: str) -> None:
    assert desk.client.get(f"{desk.base}?version={version}").status_code == 404


def test_acts_on_what_is_not_there_are_refused_in_words(desk: Desk) -> None:
    for path, fields in (
        ("/questions/Q9", {"text": "x"}), ("/questions/Q9/move", {"do": "up"}), ("/questions/Q9/delete", {}),
        ("/questions/Q9/copy", {}), ("/pages/p9", {"title": "x"}),
        ("/questions", {"kind": "rating", "page": "p9"}),
    ):  # fmt: skip
        answer = desk.send(path, **fields)
        assert answer.status_code == 409, path
        assert "taken out in the meantime" in answer.text
    assert desk.send("/questions", kind="nonsense", page="p1").status_code == 400
    assert desk.send("/undo").status_code == 409
