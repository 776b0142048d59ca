"""The files a browser needs that come from packages: two web fonts, htmx and the map of the forest desk.

Runs inside the environment (`.venv/bin/python -m tools.assets`), because it needs fonttools and the packages.
Nothing made here is committed; every file is made again when its package is newer.
"""

import shutil
from importlib.metadata import distribution
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "dinh/web/shared/static/shared"

# Latin with every Vietnamese letter, combining marks, the dong sign, and the punctuation our pages use.
WEB_SIGNS = (
    "U+0020-007E, U+00A0-00FF, U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0,"
    "U+0300-0301, U+0303, U+0309, U+0323, U+1EA0-1EF9, U+2010-2015, U+2018-201E, U+2022, U+2026, U+202F, U+20AB,"
    "U+2190-2193, U+2212, U+2264-2265"
)
MAP = ("leaflet.css", "images/layers.png", "images/layers-2x.png", "images/marker-icon.png")
WEB_FONTS = {
    "be-vietnam-pro-400": "BeVietnamPro-Regular.ttf",
    "be-vietnam-pro-600": "BeVietnamPro-SemiBold.ttf",
}


def main() -> None:
    for name, source in WEB_FONTS.items():
        cut_font(
            packaged("fontpkg-be-vietnam-pro", f"fontpkg_be_vietnam_pro/files/{source}"),
            STATIC / f"fonts/{name}.woff2",
        )
    copy(
        packaged("django-htmx", "django_htmx/static/django_htmx/htmx-2.min.js"),
        STATIC / "htmx.min.js",
    )
    bring_map(ROOT / "dinh/web/forest/static/forest/leaflet")


def bring_map(folder: Path) -> None:
    """Leaflet as django-leaflet carries it; without the line that names its source map, which nobody serves."""
    for name in MAP:
        copy(packaged("django-leaflet", f"leaflet/static/leaflet/{name}"), folder / name)
    script = packaged("django-leaflet", "leaflet/static/leaflet/leaflet.js")
    if not is_fresh(folder / "leaflet.js", script):
        (folder / "leaflet.js").write_text(
            script.read_text("utf-8").partition("//# sourceMappingURL")[0], "utf-8"
        )


def packaged(package: str, path: str) -> Path:
    """A file inside an installed package."""
    return Path(str(distribution(package).locate_file(path)))


def is_fresh(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def copy(source: Path, made: Path) -> None:
    if not is_fresh(made, source):
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, made)


def cut_font(source: Path, made: Path) -> None:
    """The font with only the signs our pages use, as woff2: about 19 KB in place of 130."""
    if is_fresh(made, source):
        return
    made.parent.mkdir(parents=True, exist_ok=True)
    options = ["--flavor=woff2", "--layout-features=*", "--no-hinting", f"--unicodes={WEB_SIGNS}"]
    subset.main([str(source), f"--output-file={made}", *options])


if __name__ == "__main__":
    main()
