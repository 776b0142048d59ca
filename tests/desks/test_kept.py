"""A page is kept while nothing that it was made from changes, for one person, address and language: what the books say, and what the clock says."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from time import sleep

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh import clock
from dinh.access import finders
from dinh.engine.record.events import Appointed, Delegated
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local, to_local
from dinh.insight import lateness
from dinh.mining.forecast import Forecaster, Loads
from dinh.mining.learning import Learnt
from dinh.procedures.published import Kept
from dinh.store import accounts, ledger
from dinh.store.remembered import Remembered
from dinh.store.since import Basis
from dinh.web.shared import kept, sessions
from dinh.web.staff import queries, signing
from dinh.workflow import cases
from tests.world import CHECKED_WITH, FORMS, own_files

OF_THE_VISIT = re.compile(rb'(name="(?:csrfmiddlewaretoken|key)" value=)"[^"]*"')
"""What is drawn anew for each page, and good on any: the token against forgery, the command's key."""


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """Empty shelves, in a minute that does not end while a test looks at them."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(lateness, "_kept", {})
    return forgotten(monkeypatch)


def forgotten(monkeypatch) -> kept.Shelf:
    found = kept.Shelf()
    monkeypatch.setattr(kept, "_shelf", found)
    for desk, rows in ((queries, "_rows"), (queries, "_risks"), (signing, "_items")):
        monkeypatch.setattr(desk, rows, Remembered(1000))
    return found


@pytest.fixture
def made(monkeypatch):
    """The addresses of the pages that were made, not shown from the shelf."""
    found: list[str] = []
    page = kept._page

    def noted(request, *more):
        found.append(request.get_full_path())
        return page(request, *more)

    monkeypatch.setattr(kept, "_page", noted)
    return found


@pytest.fixture
def entered(world):
    """A browser in which this person has signed in."""

    def browser(person: str) -> Client:
        found = Client()
        accounts.account(person)
        found.post("/sign-in", {"demo": person})
        found.get("/password")  # a page with a form brings the token against forgery
        return found

    return browser


@pytest.fixture
def live(world, monkeypatch):
    """The house takes the time from a clock that stands at ten o'clock."""
    monkeypatch.setattr(clock, "now", lambda: local("2026-11-26T10:00"))
    world.goes_live()
    return world


@pytest.fixture
def stays(monkeypatch):
    """Nobody's session ends, however long they wait."""
    monkeypatch.setattr(sessions, "holds", lambda session, now: True)


FORECASTER = Forecaster({"left": -0.2, "since last": 0.3}, -1.0, 60, 0.1)


def learnt_by_now(house: str, forecaster: Forecaster | None = None) -> None:
    """All is learnt that there is to learn on this day."""
    known: Future[lateness.Taught] = Future()
    known.set_result(lateness.Taught(Learnt(forecaster), Loads(())))
    lateness._kept[house] = lateness.Today(
        to_local(finders.time_of(house)).date().isoformat(), known
    )


def tag(answer):
    assert answer.status_code == 200
    return answer["ETag"]


def opened(house: str, slug: str = "khai-sinh") -> str:
    return cases.open_case(house, "counter.1", slug, FORMS[slug]).code


def foot(house: str) -> str:
    return f"{ledger.head(house).seal[:4]} {ledger.head(house).seal[4:8]}</span>"


def test_a_page_asked_again_is_the_same_and_one_that_has_not_changed_is_not_sent_again(
    world, entered
):
    browser = entered("civil.1")
    first, second = browser.get("/staff/"), browser.get("/staff/")
    assert (second.content, tag(second)) == (first.content, tag(first))
    unchanged = browser.get("/staff/", headers={"If-None-Match": tag(first)})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_what_happens_in_the_house_is_on_the_page_at_once(world, entered):
    browser = entered("civil.1")
    before = browser.get("/staff/")
    told = world.case().accepted("2026-11-26")
    after = browser.get("/staff/")
    assert (
        tag(after) != tag(before)
        and told.code in after.content.decode()
        and told.code not in before.content.decode()
    )


def test_what_happens_in_one_case_leaves_the_pages_of_others_on_the_shelf(live, entered, made):
    one, other = opened(live.house), opened(live.house)
    leader, civil = entered("leader"), entered("civil.1")
    asked = [
        (leader, f"/cases/{one}/"),
        (leader, f"/cases/{other}/"),
        (civil, "/staff/"),
        (leader, "/"),
        (leader, "/procedures/khai-sinh"),
    ]
    for browser, path in asked:
        browser.get(path)
    made.clear()
    cases.act(live.house, "counter.1", one, "note", data={"text": "Đã gọi điện."})
    shown = [browser.get(path).content.decode() for browser, path in asked]
    assert made == [f"/cases/{one}/"] and "Đã gọi điện." in shown[0]
    assert all(
        foot(live.house) in page for page in shown[:3]
    )  # the head of the books is today's all the same


def test_work_that_comes_to_a_desk_ends_the_lists_of_those_for_whom_it_waits_and_no_others(
    live, entered, made
):
    code = opened(live.house)
    civil, justice = entered("civil.1"), entered("justice.1")
    justice.get("/staff/")
    assert code not in civil.get("/staff/").content.decode()
    made.clear()
    cases.act(live.house, "counter.1", code, "accept")
    assert code in civil.get("/staff/").content.decode()
    justice.get("/staff/")
    assert len(made) == 1


def test_of_a_list_of_which_one_case_changed_the_other_rows_are_not_judged_anew(
    live, entered, monkeypatch
):
    codes = [opened(live.house) for _ in range(3)]
    counter, judged = entered("counter.1"), []
    work_of = finders.work_of
    monkeypatch.setattr(
        finders,
        "work_of",
        lambda house, one, key, *more: judged.append(key[1]) or work_of(house, one, key, *more),
    )
    counter.get("/staff/")
    assert set(judged) >= set(codes)
    judged.clear()
    cases.act(live.house, "counter.1", codes[1], "note", data={"text": "x"})
    counter.get("/staff/")
    assert judged == [codes[1]]


def test_what_the_house_decides_of_its_people_ends_every_page(live, entered, made):
    browser = entered("leader")
    browser.get("/staff/loads/")
    made.clear()
    cases.appoint(
        live.house,
        [
            Appointed(
                person="civil.7",
                post="civil.7",
                roles=("civil_status",),
                start="2025-07-01",
                personal={"name": "H’Lan"},
            )
        ],
    )
    browser.get("/staff/loads/")
    assert made == ["/staff/loads/"]


def test_a_page_from_the_shelf_is_whole_when_it_is_unpacked(live, entered):
    code, browser = opened(live.house), entered("leader")
    for _ in range(2):
        packed = browser.get(f"/cases/{code}/", headers={"Accept-Encoding": "gzip"})
        plain = browser.get(f"/cases/{code}/")
        assert (
            packed["Content-Encoding"] == "gzip"
            and gzip.decompress(packed.content) == plain.content
        )
        assert (
            plain.content.decode().rstrip().endswith("</html>")
            and foot(live.house) in plain.content.decode()
        )
        opened(live.house)


DEEDS = st.tuples(
    st.sampled_from(
        (
            "open",
            "act",
            "act",
            "act",
            "note",
            "reassign",
            "strike",
            "configure",
            "appoint",
            "delegate",
            "publish",
            "wait",
            "wait",
            "wait",
        )
    ),
    st.integers(0, 9),
    st.integers(0, 9),
)
PERSONS = ("counter.1", "civil.1", "leader", "clerk.1", "justice.1")
ANSWERS = {
    "text": "Ghi.",
    "reason": "Vì thế.",
    "how": "counter",
    "amount": 8000,
    "person": "civil.2",
    "home_check": "Đã xem.",
    **CHECKED_WITH["xac-nhan-tinh-trang-hon-nhan"],
}


PASSES = [
    timedelta(seconds=some)
    for some in (31, 60, 1200, 3540, 3 * 3600, 7 * 3600, 14 * 3600, 86_400, 2 * 86_400, 4 * 86_400)
]


def do(house: str, codes: list[str], deed: tuple[str, int, int]) -> None:
    what, which, choice = deed
    if what == "open" or not codes:
        codes.append(opened(house, ("khai-sinh", "chung-thuc-ban-sao", "khai-tu")[choice % 3]))
        return
    code, person = codes[which % len(codes)], PERSONS[choice % len(PERSONS)]
    if what == "wait":
        at = clock.now() + PASSES[choice]
        clock.now = lambda: at  # the fixture of the house takes it back
        learnt_by_now(house, FORECASTER)
        cases.let_time_act(house)  # as the server's timer does
    elif what == "strike":
        cases.strike(house, "leader", code, ["applicant.name"], "Lệnh 1")
    elif what == "configure":
        cases.configure(
            house,
            (
                {"phone": f"026{which}"},
                {"name": f"Xã {which}"},
                {"days_off": [str(_day(house, which))]},
            )[choice % 3],
        )
    elif what in ("appoint", "delegate", "publish"):
        decide(house, what, which, choice)
    elif what == "act":
        may = [
            (one, other)
            for other in PERSONS
            for one in finders.explain(house, other, code)
            if one.may and one.declared
        ]
        one, person = may[choice % len(may)] if may else (None, person)
        asked = (
            finders.case_seen_by(house, person, code).procedure.steps[one.step].do[one.action].asks
            if one
            else ()
        )
        cases.act(
            house,
            person,
            code,
            one.action if one else "note",
            step=one.step if one else None,
            data={name: ANSWERS[name] for name in (asked if one else ("text",)) if name in ANSWERS},
        )
    else:
        cases.act(
            house,
            person,
            code,
            what,
            data={"note": {"text": "Ghi."}, "reassign": {"person": "civil.2"}}[what],
        )


def _day(house: str, days: int) -> date:
    return to_local(finders.time_of(house)).date() + timedelta(days=days)


def decide(house: str, what: str, which: int, choice: int) -> None:
    """Who has a post or another's authority, and what is in force: from today or a day to come, for a day or two."""
    start, end = (str(_day(house, choice % 3 + more)) for more in (0, which % 2))
    posts = {one.person: one.post for one in finders.state(house).holdings}
    if what == "appoint":
        role = ("civil_status", "leader", "counter")[which % 3]
        cases.appoint(
            house,
            [
                Appointed(
                    person=PERSONS[choice % 5],
                    post=f"{role}.9",
                    roles=(role,),
                    start=start,
                    end=end,
                    personal={"name": f"Thị {which}"},
                )
            ],
        )
    elif what == "delegate":
        cases.delegate(
            house,
            Delegated(
                delegation=f"{ledger.head(house).number}/UQ",
                giver=posts["leader"],
                post=posts["civil.1"],
                to="civil.1",
                start=start,
                end=end,
            ),
        )
    else:
        package = next(
            one for one in own_files().packages if one.procedure.slug == "chung-thuc-ban-sao"
        )
        procedure = replace(
            package.procedure,
            in_force=start,
            name=replace(package.procedure.name, vi=f"Chứng thực bản sao {which}"),
        )
        cases.publish(
            house,
            [
                cases.Publication(
                    "procedure",
                    "chung-thuc-ban-sao",
                    start,
                    Kept(
                        procedure=procedure,
                        sources={name: text.decode() for name, text in package.sources.items()},
                    ),
                )
            ],
        )


@given(st.lists(DEEDS, min_size=1, max_size=6))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_kept_page_is_always_the_page_that_would_be_made_anew(live, stays, browsers, deeds):
    """Whatever is done in the house, by whom and in which order, and however long nothing is; the examples go on in one house."""
    codes: list[str] = []
    for deed in [("open", 0, 0), *deeds]:
        try:
            do(live.house, codes, deed)
        except Refused:
            continue
        asked = [
            (person, path)
            for person in ("leader", "civil.1")
            for path in ("/staff/", "/staff/?mine=1", *(f"/cases/{code}/" for code in codes[-2:]))
        ]
        asked += [
            ("leader", "/staff/loads/"),
            ("leader", "/staff/loads/civil_status"),
            ("leader", "/staff/procedures/"),
            ("en", "/staff/"),
            ("", "/"),
            ("", "/procedures/khai-sinh"),
            ("", "/board/"),
        ]
        shown = [told(browsers, one) for one in asked]
        with pytest.MonkeyPatch.context() as patch:
            forgotten(patch)
            assert shown == [told(browsers, one) for one in asked]


@pytest.fixture
def browsers(entered):
    found = {
        "": Client(),
        "leader": entered("leader"),
        "civil.1": entered("civil.1"),
        "en": entered("leader"),
    }
    found["en"].cookies["lang"] = "en"
    return found


def told(browsers, asked: tuple[str, str]) -> tuple[str, str, bytes]:
    person, path = asked
    answer = browsers[person].get(path)
    assert answer.status_code in (200, 404), answer.content.decode()
    return person, path, OF_THE_VISIT.sub(rb"\1", answer.content)


def test_nobody_is_shown_another_persons_page_nor_one_of_another_language(world, entered, shelf):
    civil, leader = entered("civil.1"), entered("leader")
    pages = [
        civil.get("/staff/"),
        leader.get("/staff/"),
        civil.get("/staff/?lang=en"),
        civil.get("/staff/"),
    ]
    assert len({page.content for page in pages}) == 4
    assert 'lang="en"' in pages[3].content.decode()


def test_who_has_signed_out_or_lost_the_post_gets_no_kept_page(world, entered):
    browser = entered("civil.1")
    assert browser.get("/staff/").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/staff/").status_code == 302


def test_a_page_that_may_tell_what_is_neither_event_nor_time_is_made_anew_with_the_minute(
    live, entered, monkeypatch, made
):
    browser = entered("leader")
    for at in ("10:00:00", "10:00:59", "10:01:00"):
        monkeypatch.setattr(clock, "now", lambda at=at: local(f"2026-11-26T{at}"))
        browser.get("/staff/insight/index/")
    assert len(made) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/procedures/khai-sinh",
        "/board/",
        "/board/?month=all",
        "/staff/",
        "/staff/loads/",
        "/staff/insight/",
        "/staff/insight/index/",
        "/staff/procedures/",
        "/cases/{code}/",
    ],
)
def test_a_page_made_anew_later_is_kept_again(live, entered, monkeypatch, made, path):
    """Nothing that is remembered longer than the page holds it to the minute in which that was made."""
    browser, address = entered("leader"), path.format(code=opened(live.house))
    for at in ("10:00", "10:02", "10:02"):
        monkeypatch.setattr(clock, "now", lambda at=at: local(f"2026-11-26T{at}"))
        learnt_by_now(live.house, FORECASTER)
        made.clear()
        assert browser.get(address).status_code == 200
    assert made == []


def test_a_list_and_a_case_are_made_anew_when_what_they_tell_of_the_time_changes_and_not_before(
    live, entered, stays, monkeypatch, made
):
    """Due on 01/12 at 17:00: in days until then, on the day itself to the minute."""
    code, browser = opened(live.house, "xac-nhan-tinh-trang-hon-nhan"), entered("civil.1")
    cases.act(live.house, "counter.1", code, "accept")
    for at, said, anew in (
        ("11-26T10:00", "Còn 3 ngày làm việc", True), ("11-26T16:59", "Còn 3 ngày làm việc", False), ("11-26T23:59", "Còn 3 ngày làm việc", False),
        ("11-27T00:00", "Còn 2 ngày làm việc", True), ("11-27T12:00", "Còn 2 ngày làm việc", False), ("11-30T12:00", "Còn 1 ngày làm việc", True),
        ("12-01T16:58", "Còn 2 phút", True), ("12-01T16:58:30", "Còn 1 phút", True), ("12-01T16:58:59", "Còn 1 phút", False), ("12-01T16:59", "Còn 1 phút", True), ("12-01T17:01", "Trễ 1 phút", True),
        ("12-02T00:00", "Trễ 1 ngày làm việc", True), ("12-02T09:00", "Trễ 1 ngày làm việc", False), ("12-01T23:59", "Trễ 6 giờ 59 phút", True),
    ):  # fmt: skip
        monkeypatch.setattr(clock, "now", lambda at=at: local(f"2026-{at}"))
        learnt_by_now(live.house)
        made.clear()
        case, work = (browser.get(path).content.decode() for path in (f"/cases/{code}/", "/staff/"))
        assert (at, f">{said}</span>" in case, f">{said}</span>" in work, made) == (
            at,
            True,
            True,
            [f"/cases/{code}/", "/staff/"] if anew else [],
        )


def test_a_case_is_shown_as_it_is_after_its_limit_has_acted(
    live, entered, stays, monkeypatch, made
):
    """Whoever asks for the page lets time act first; a page on the shelf does not stand in its way."""
    code, browser = opened(live.house, "xac-nhan-tinh-trang-hon-nhan"), entered("civil.1")
    cases.act(live.house, "counter.1", code, "accept")
    case = cases.act(
        live.house,
        "civil.1",
        code,
        "supplement",
        data={
            "items": ["documents.divorce"],
            "missing": "Giấy ly hôn",
            "missing_reason": "Thiếu",
            "guidance": "Mang đến quầy",
        },
    )
    limit = case.steps[0].limit
    assert limit is not None
    for after, anew, waits in (
        (timedelta(hours=-3), True, True),
        (timedelta(seconds=-1), False, True),
        (timedelta(0), True, False),
    ):
        monkeypatch.setattr(clock, "now", lambda after=after: limit + after)
        learnt_by_now(live.house)
        made.clear()
        page = browser.get(f"/cases/{code}/").content.decode()
        assert (after, "Đồng hồ đang dừng" in page, bool(made)) == (after, waits, anew)


def test_of_a_rehearsal_whose_time_stands_still_what_is_no_event_is_told_for_a_minute_of_the_machine(
    world, entered, monkeypatch
):
    """As that the forecast is still being learnt."""
    browser, now = entered("civil.1"), clock.now()
    assert "còn đang được học" in browser.get("/staff/?risk").content.decode()
    learnt_by_now(world.house)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    assert "còn đang được học" not in browser.get("/staff/?risk").content.decode()


def test_a_page_that_eight_ask_for_at_once_is_made_by_one_of_them():
    within, most = [], []

    def ask() -> None:
        with kept._alone("page"):
            within.append(1)
            most.append(len(within))
            sleep(0.005)
            within.pop()

    with ThreadPoolExecutor(8) as people:
        for one in [people.submit(ask) for _ in range(8)]:
            one.result()
    assert most == [1] * 8 and not kept._making


def test_the_shelf_holds_no_more_than_it_may_and_forgets_the_oldest():
    small = kept.Shelf(bytes_max=30)
    for name in "abc":
        small.keep(name, kept.Page(b"x" * 10, b"", b"", 0, "text/html", name, Basis({}, None)))
    small.find("a")
    small.keep("d", kept.Page(b"x" * 10, b"", b"", 0, "text/html", "d", Basis({}, None)))
    assert [bool(small.find(name)) for name in "abcd"] == [True, False, True, True]
    assert small.bytes == 30
