"""Compare the vendored files with `vendor.toml`: every file listed, no other present, no byte changed."""

import hashlib
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "survey_app" / "static" / "vendor"


def differences(folder: Path = FOLDER, listing: Path = ROOT / "vendor.toml") -> list[str]:
    """What does not agree, one line each."""
    listed = {entry["path"]: entry["sha256"] for entry in tomllib.loads(listing.read_text())["file"]}
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = [f"listed but missing: {name}" for name in sorted(listed.keys() - present.keys())]
    found += [f"present but not listed: {name}" for name in sorted(present.keys() - listed.keys())]
    for name in sorted(listed.keys() & present.keys()):
        if hashlib.sha256(present[name].read_bytes()).hexdigest() != listed[name]:
            found.append(f"changed: {name}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(differences()) or 0)
