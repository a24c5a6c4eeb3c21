"""Build step: browser files out of pinned wheels into static/vendor/, catalogues into .mo.

Runs as hatchling's build hook and by itself (`python hatch_build.py`). Nothing it writes is in git.
"""

import hashlib
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "static" / "vendor"


class WrongContent(Exception):
    """A wheel holds another file than the one that was reviewed and pinned."""


def copy_assets(root: Path = ROOT, vendor: Path = VENDOR) -> list[Path]:
    """Copy each file of [[tool.mitra.assets]] unless it is there already; return those written.

    Raises WrongContent when a file's sha256 is not the pinned one.
    """
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    written = []
    for asset in table["tool"]["mitra"]["assets"]:
        target = vendor / asset["file"]
        if target.exists() and _sha256(target.read_bytes()) == asset["sha256"]:
            continue
        wheel, _, inside = asset["from"].partition(":")
        content = Path(str(distribution(wheel).locate_file(inside))).read_bytes()
        if _sha256(content) != asset["sha256"]:
            raise WrongContent(
                f"{inside} in {wheel} has sha256 {_sha256(content)}, pinned is {asset['sha256']}. "
                "Look at what changed before pinning it in pyproject.toml."
            )
        vendor.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Compile each messages.po that is newer than its messages.mo; return the files written."""
    written = []
    for source in sorted((root / "portal" / "translations").glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parent.parent.name)
        with target.open("wb") as mo:
            write_mo(mo, catalogue)
        written.append(target)
    return written


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: run both steps before a wheel or an editable install is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        copy_assets()
        compile_catalogues()


if __name__ == "__main__":
    for path in (*copy_assets(), *compile_catalogues()):
        print(f"wrote {path.relative_to(ROOT)}")
