"""A STAC catalogue, on a disk or behind an address, gives what its files give when they lie in a folder."""

import json
import re
import threading
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from dinh.cli import main
from dinh.engine.refusal import Refused
from dinh.forest import watch
from dinh.forest.settings import MISSING
from dinh.forest.simulate import Plan, simulate
from dinh.forest.stac import open_catalogue
from dinh.forest.stack import open_stack
from dinh.forest.store import open_store
from tests.forest.ground import CRS, geotiff

FAR = date(2100, 1, 1)
BANDS = {"red": "B04", "nir08": "B8A", "swir22": "B12"}
COLLECTION = "sentinel-2-l2a"


@pytest.fixture(scope="module")
def made():
    return simulate(
        Plan(
            seed=3,
            size=40,
            start=date(2021, 10, 1),
            monitor=date(2022, 3, 1),
            end=date(2022, 6, 30),
            every=24,
            events=1,
        )
    )


@pytest.fixture(scope="module")
def catalogue(made, tmp_path_factory) -> Path:
    """Six dates; the later ones carry the offset of baseline 04.00, the last of them says that it has been taken out."""
    import pystac

    folder = tmp_path_factory.mktemp("stac")
    root = pystac.Catalog("commune", "Scenes of a commune")
    for at, when in enumerate(made.dates[:6]):
        carries = at in (3, 4)
        about = {
            "s2:processing_baseline": "05.09" if at >= 3 else "02.14",
            **({"earthsearch:boa_offset_applied": True} if at == 5 else {}),
        }
        item = pystac.Item(
            f"S2_{when:%Y%m%d}",
            *_where(),
            datetime(when.year, when.month, when.day, 3, 10, tzinfo=UTC),
            {**about, **_proj()},
            collection=COLLECTION,
        )
        item.stac_extensions.append(
            "https://stac-extensions.github.io/projection/v2.0.0/schema.json"
        )
        for name, values in _bands(made, at, 1000 if carries else 0).items():
            path = folder / item.id / f"{name}.tif"
            geotiff(path, [values])
            item.add_asset(
                name, pystac.Asset(str(path), media_type=pystac.MediaType.COG, roles=["data"])
            )
            geotiff(
                folder.parent / f"{folder.name}-plain" / f"{when}_{name}.tif",
                [_bands(made, at, 0)[name]],
            )
        root.add_item(item)
    root.normalize_and_save(str(folder), pystac.CatalogType.SELF_CONTAINED)
    return folder / "catalog.json"


def _bands(made, at: int, more: int) -> dict[str, np.ndarray]:
    values = {name: made.bands[band][at] for name, band in BANDS.items()}
    return {
        **{
            name: np.where(band == 0, 0, band + more).astype(np.int16)
            for name, band in values.items()
        },
        "scl": made.scl[at].astype(np.uint8),
    }


def _where() -> tuple[dict, list[float]]:
    from pyproj import Transformer
    from shapely.geometry import box, mapping

    move = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform
    (west, south), (east, north) = move(215000, 1317600), move(215400, 1318000)
    return mapping(box(west, south, east, north)), [west, south, east, north]


def _proj() -> dict:
    return {
        "proj:code": CRS,
        "proj:epsg": 32649,
        "proj:shape": [40, 40],
        "proj:transform": [10.0, 0, 215000.0, 0, -10.0, 1318000.0],
    }


class Served(SimpleHTTPRequestHandler):
    """A STAC API of one page, and files of which a part may be asked for."""

    def do_GET(self) -> None:
        if self.path == "/":
            conforms = [
                "https://api.stacspec.org/v1.0.0/core",
                "https://api.stacspec.org/v1.0.0/item-search",
            ]
            search = {
                "rel": "search",
                "href": f"{self._own()}/search",
                "type": "application/geo+json",
                "method": "POST",
            }
            own = {"rel": "root", "href": self._own(), "type": "application/json"}
            return self._told(
                {
                    "type": "Catalog",
                    "id": "api",
                    "description": "-",
                    "stac_version": "1.0.0",
                    "conformsTo": conforms,
                    "links": [own, search],
                }
            )
        path = Path(self.translate_path(self.path))
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not part or not path.is_file():
            return super().do_GET()
        content = path.read_bytes()
        first, last = int(part[1]), min(int(part[2] or len(content) - 1), len(content) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(content[first : last + 1])
        return None

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert asked["collections"] == [COLLECTION] and len(asked["bbox"]) == 4
        until = asked["datetime"].split("/")[1][:10]
        found = []
        for path in sorted(Path(self.directory).glob("*/*.json")):
            item = json.loads(path.read_text())
            if item["properties"]["datetime"][:10] <= until:
                for asset in item["assets"].values():
                    asset["href"] = f"{self._own()}/{path.parent.name}/{Path(asset['href']).name}"
                found.append({**item, "links": []})
        self._told({"type": "FeatureCollection", "features": found, "links": []})

    def _own(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _told(self, value: dict) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words) -> None:
        pass


@pytest.fixture
def address(catalogue, monkeypatch):
    """The same catalogue as an API on loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(catalogue.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def bbox() -> str:
    return ",".join(str(edge) for edge in _where()[1])


@pytest.mark.parametrize("kind", ["disk", "api"])
def test_a_catalogue_gives_what_its_files_give(made, catalogue, address, tmp_path, capsys, kind):
    """The offset of baseline 04.00 is out of all of them, and never twice."""
    where = str(catalogue) if kind == "disk" else address
    words = [
        "--json",
        "forest",
        "ingest",
        "--stac",
        where,
        "--collection",
        COLLECTION,
        "--bbox",
        bbox(),
        "--store",
        str(tmp_path),
    ]
    assert main([*words, "--until", str(made.dates[5])]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["index"], told["bad"]) == (6, "nbr", [])
    store, plain = (
        open_store(tmp_path),
        open_stack(catalogue.parent.parent / f"{catalogue.parent.name}-plain"),
    )
    down, right = (
        round((store.grid.top - plain.grid.top) / 10),
        round((plain.grid.left - store.grid.left) / 10),
    )
    assert (
        (store.grid.crs, store.grid.metres) == (CRS, 10.0) and 0 <= down <= 2 and 0 <= right <= 2
    ), "degrees ask for a pixel more at the rim"
    for row in store.rows:
        wanted = plain.scene(date.fromisoformat(row["date"])).values["nbr"]
        got = store.values(row)[down : down + 40, right : right + 40]
        assert (
            np.array_equal(got == MISSING, wanted == MISSING)
            and np.abs(got.astype(int) - wanted).max() <= 1
        )
    assert main([*words, "--until", str(made.dates[5])]) == 0
    assert json.loads(capsys.readouterr().out)["same"] == 6, (
        "an item that is here is not fetched again"
    )


def test_what_comes_after_the_last_day_is_not_asked_for(made, address, tmp_path):
    stack = open_catalogue(address, COLLECTION, bbox(), None, made.dates[2])
    assert stack.days == made.dates[:3]


def test_an_item_whose_file_is_cut_off_is_told_and_the_others_are_taken_in(
    made, catalogue, tmp_path
):
    import shutil

    folder = tmp_path / "stac"
    shutil.copytree(catalogue.parent, folder)
    broken = folder / f"S2_{made.dates[1]:%Y%m%d}"
    for path in folder.glob("*/*.json"):
        path.write_text(path.read_text().replace(str(catalogue.parent), str(folder)))
    (broken / "swir22.tif").write_bytes((broken / "swir22.tif").read_bytes()[:400])
    stack = open_catalogue(str(folder / "catalog.json"), COLLECTION, None, None, FAR)
    taken = watch.ingest(stack, open_store(tmp_path / "store", stack.grid, stack.index), FAR)
    assert taken.new == 5 and list(taken.bad) == [broken.name]


def test_a_catalogue_of_nothing_is_said(tmp_path):
    import pystac

    pystac.Catalog("none", "-").normalize_and_save(str(tmp_path), pystac.CatalogType.SELF_CONTAINED)
    with pytest.raises(Refused) as refused:
        open_catalogue(str(tmp_path / "catalog.json"), COLLECTION, None, None, FAR)
    assert refused.value.refusal.code == "forest.no_scenes"
