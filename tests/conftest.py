"""What every test may ask for. No test names a database: DINH_DATABASE_URL, when it is set, decides for all of them.

Marks are never written by hand: they follow from the fixtures a test asks for, so that `./dev test` knows what to tell
again on PostgreSQL and what `--fast` leaves out.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache

from dinh import clock
from tests.installation import Installation, fresh_books, let_go_of_begun
from tests.made_once import FOLDER

STORE = {"db", "transactional_db", "house", "installation"}
BROWSER = {"browser", "page"}
PROCESS = {"installation", "served"}
LONG = {
    "scenes", "export", "forest", "procedures", "sheets", "letters",
    "test_forest.py", "test_forest_accuracy.py", "test_forest_alert.py", "test_forest_sample.py", "test_forest_reference.py",
    "test_routes.py", "test_patience.py", "test_houses_beside.py", "test_denounced.py", "test_compare.py", "test_upgrade.py", "test_rehearse.py", "test_proving.py",
    "test_forms.py", "test_printing.py", "test_catalogue.py", "test_walked.py", "test_typed_stays.py", "test_portal.py", "test_author_page.py",
    "test_leading_on.py", "test_counter.py", "test_board.py", "test_rating.py", "test_moving.py",
}  # fmt: skip
"""What a browser, three months of scenes, every address, a published file, a slow sender, a page, a printed sheet or a picture of a forest shows does not
hang on the store, when what it asks of the store is told on both elsewhere: told once is enough for `./dev test`."""
EACH = {
    "forest", "mining", "export", "letters", "generated",
    "test_mutants.py", "test_generated.py", "test_generated_leaks.py", "test_generated_mutants.py", "test_generated_crossings.py", "test_by_chance.py",
    "test_hostile.py", "test_bad_input.py", "test_catalogue.py", "test_forms.py", "test_schema.py", "test_search.py", "test_board.py",
    "test_act.py", "test_decide.py", "test_tables.py", "test_compare.py", "test_public.py",
}  # fmt: skip
"""What asks every published file, prints, folds scenes or lives by chance: whole in `./dev test`, left out where somebody waits for the answer."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",  # root, as in CI, has no sandbox to start it in; it sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("fast", deadline=None, max_examples=20)
# What lands must not hang on a throw of dice: CI always tries the same examples, fewer of them than whoever works on it here.
hypothesis.settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, max_examples=60
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def pytest_configure(config: pytest.Config) -> None:
    """The tests' house is a folder of their own, whatever DINH_HOUSE named when Django read its settings."""
    config.house = Path(tempfile.mkdtemp(prefix="dinh-house-"))
    if FOLDER not in os.environ:
        os.environ[FOLDER] = str(config.house)  # its workers have it from here
    django_settings.HOUSE = config.house
    django_settings.HOSTS.add("testserver")  # the name under which Django's test client asks
    (
        Argon2PasswordHasher.time_cost,
        Argon2PasswordHasher.memory_cost,
        Argon2PasswordHasher.parallelism,
    ) = 1, 64, 1  # dear only for thieves
    books = django_settings.DATABASES["default"]
    if books["ENGINE"].endswith("sqlite3"):
        books["TEST"]["NAME"] = str(config.house / "books.sqlite")


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get(FOLDER) == str(config.house):
        let_go_of_begun()
    shutil.rmtree(config.house, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & STORE or item.get_closest_marker("django_db"):
            item.add_marker("store")
        if asked & BROWSER:
            item.add_marker("browser")
        where = set(item.path.relative_to(item.config.rootpath).parts)
        if asked & BROWSER or LONG & where:
            item.add_marker("once")
        if asked & PROCESS:
            item.add_marker("process")
        if EACH & where:
            item.add_marker("each")


@pytest.fixture
def house(transactional_db, settings, monkeypatch, tmp_path: Path) -> Path:
    """The folder of an empty house whose books are this test's own, in this process."""
    monkeypatch.setattr(clock, "_noted", None)  # what the clock showed in another test
    cache.clear()  # what the board had reckoned of its house
    settings.HOUSE = tmp_path / "house"
    settings.HOUSE.mkdir()
    return settings.HOUSE


@pytest.fixture
def families(house: Path):
    """A rehearsal house whose procedures open others and start by themselves (`tests/families`)."""
    from tests.families.line import Families

    return Families(house)


@pytest.fixture
def world(house: Path):
    """A rehearsal house with the demo's people and villages, for the builders of `tests/world.py`."""
    from tests.world import World

    return World()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A folder and books of their own for programs that the test starts: `installation.dinh("init", …)`."""
    with fresh_books(os.environ.get("DINH_DATABASE_URL", "")) as url:
        yield Installation(tmp_path / "house", url)


@pytest.fixture
def served(installation: Installation) -> Iterator[str]:
    """The address of a demo commune, served by a server of its own as `./dev demo` does."""
    installation.made("init", "--unit", "24730", "--demo", "small")
    with installation.serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """A Chromium. Without one the test is skipped; in CI that is a failure."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "Chromium is not here: apt-get install chromium"
        )
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop on this thread, on which Django would refuse to read its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """An empty page of a browser nobody has used before, 1280 px wide."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    yield context.new_page()
    context.close()
