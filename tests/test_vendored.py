from pathlib import Path

from tests.vendored import FOLDER, ROOT, differences


def test_vendored_files_are_as_they_were_published() -> None:
    assert differences() == []


def test_a_changed_an_extra_and_a_missing_file_are_each_found(tmp_path: Path) -> None:
    names = [path for path in FOLDER.rglob("*") if path.is_file()]
    for path in names:
        copy = tmp_path / path.relative_to(FOLDER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    first, second = sorted(path.relative_to(FOLDER).as_posix() for path in names)[:2]
    (tmp_path / first).write_bytes(b"changed")
    (tmp_path / second).unlink()
    (tmp_path / "extra.js").write_text("alert(1)")

    assert differences(tmp_path, ROOT / "vendor.toml") == [
        f"listed but missing: {second}",
        "present but not listed: extra.js",
        f"changed: {first}",
    ]
