"""The three hard matters from beginning to end through their pages, by everybody who has a hand in them or must not have one."""

from datetime import datetime

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.store.keys import make_key
from dinh.workflow import cases
from tests.browser.reading import readable, sideways
from tests.world import UNIT, instant

PHONE = 390


class Desk:
    """One browser in which one person after another signs in."""

    def __init__(self, page, live_server, lang: str = "vi"):
        self.page, self.at, self.lang = (
            page,
            live_server.url.replace("localhost", "127.0.0.1"),
            lang,
        )
        page.set_default_timeout(20_000)

    def sits(self, person: str, width: int = 1280) -> "Desk":
        page = self.page
        page.context.clear_cookies()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{self.at}/sign-in")
        page.eval_on_selector(f'button[value="{person}"]', "one => one.form.requestSubmit(one)")
        page.wait_for_url(lambda address: "sign-in" not in address)
        return self

    def goes(self, path: str) -> str:
        self.page.goto(f"{self.at}{path}?lang={self.lang}")
        assert sideways(self.page) <= 0, path
        return self.page.inner_text("main")

    def fills(self, **answers: str) -> None:
        """By the names of the inputs, a dot as two underlines; a choice by its value. What a choice brings up is waited for."""
        for name, value in answers.items():
            one = self.page.locator(f'form [name="{name.replace("__", ".")}"]')
            kind = one.first.evaluate("one => one.type")
            if kind in ("radio", "checkbox"):
                self.page.locator(
                    f'form [name="{name.replace("__", ".")}"][value="{value}"]'
                ).check()
            elif kind.startswith("select"):
                one.first.select_option(value)
            else:
                one.first.fill(value)

    def opens(self, slug: str, **answers: str) -> str:
        """Gives the code; F9 as whoever works with the keyboard."""
        self.goes(f"/within/{slug}")
        self.fills(**answers)
        self.page.keyboard.press("F9")
        self.page.wait_for_url("**/cases/**")
        return self.page.url.split("/cases/")[1].split("/")[0]

    def acts(self, code: str, action: str, **answers: str) -> str:
        """The button on the case's page, the form behind it when it asks something, and back on the page."""
        self.goes(f"/cases/{code}/")
        before = ledger.case_state(UNIT, code).number
        link = self.page.locator(f'a[href*="/cases/{code}/acts/{action}?"]')
        if link.count():
            link.first.click()
            self.page.wait_for_url(f"**/acts/{action}**")
            self.fills(**answers)
            self.page.keyboard.press("F9")
        else:
            self.page.locator(f'form[action*="/cases/{code}/acts/{action}"] button').first.click()
        self.page.wait_for_url(f"**/cases/{code}/")
        assert ledger.case_state(UNIT, code).number > before, self.page.inner_text("main")
        return self.page.inner_text("main")

    def finds_nothing(self, code: str) -> None:
        answer = self.page.goto(f"{self.at}/cases/{code}/")
        assert answer.status == 404 and code not in self.page.inner_text("main")


@pytest.fixture
def desk(world, house, page, live_server) -> Desk:
    make_key(house)
    return Desk(page, live_server)


def steps(code: str) -> list[str]:
    return [one.name for one in finders.case_as_kept(UNIT, code).case.steps]


def clock(when: str | datetime) -> None:
    cases.let_time_act(UNIT, instant(when))


def test_a_denunciation_goes_from_the_reception_to_its_posting_and_is_not_there_for_the_accused(
    desk,
):
    code = desk.sits("office.2").opens(
        "to-cao", received="letter", identity="named", accuser__name="Thị Mlê", accuser__address="Bon Bu Bơ", people="1", content="Tôi ở sát nhà, thấy nhận phong bì", matter="Nhận tiền khi đo đất",
        accused_name="Đỗ Văn Thắng", accused_post="Chánh Văn phòng", accused_officer="office.1", protection="no",
    )  # fmt: skip
    desk.acts(code, "register")
    desk.acts(code, "propose", conditions="Thuộc thẩm quyền của Chủ tịch xã")
    for person in (
        "office.1",
        "leader.2",
        "counter.1",
        "front",
    ):  # the accused, who has the role; a vice-chair; strangers
        desk.sits(person).finds_nothing(code)
    assert "Thị Mlê" in desk.sits("leader").goes(f"/cases/{code}/")
    desk.acts(
        code,
        "take_up",
        verifier="justice.1",
        verifier_title="Vũ Quang Huy, công chức tư pháp",
        team="Ka Thuyên",
    )
    told = desk.sits("justice.1").goes(f"/cases/{code}/")
    assert (
        "Thị Mlê" not in told
        and "sát nhà" not in told
        and told.count("Không thuộc phần anh, chị được xem") == 2
    )
    desk.acts(code, "longer", longer_reason="Phải hỏi mười hai hộ")
    desk.sits("leader").acts(code, "grant", row__ground="Vụ việc phức tạp")
    desk.sits("justice.1").acts(
        code, "report", explanation="Không nhận", report="Hai người làm chứng"
    )
    desk.sits("office.2").acts(code, "sent")
    desk.sits("leader").acts(
        code, "conclude", verdict="right", conclusion="Có nhận tiền", proposed="Xem xét kỷ luật"
    )
    desk.acts(code, "handle", measures="Khiển trách")
    desk.acts(code, "post")
    desk.sits("office.2").acts(code, "sent")
    assert steps(code) == ["posted"]
    readable(desk.page, [f"{desk.at}/cases/{code}/?lang=en"], [("light", PHONE)])
    clock(finders.case_as_kept(UNIT, code).case.steps[0].limit)
    assert finders.case_as_kept(UNIT, code).case.end == "concluded"
    desk.sits("office.1").finds_nothing(code)


def test_a_disaster_is_told_from_a_phone_in_the_village_and_paid_to_the_household(desk):
    code = desk.sits("village.1", PHONE).opens(
        "thiet-hai-thien-tai",
        event="Mưa đá ở bon Bu Bơ",
        village="B01",
        kind="hail",
        happened_on="01/07/2026",
        homes="3",
        crops="2,5",
    )
    desk.acts(code, "send")
    desk.acts(
        code,
        "update",
        row__day="02/07/2026",
        row__dead="0",
        row__injured="1",
        row__homes="5",
        row__crops="3,2",
        row__animals="2",
    )
    for name, kind, more in (
        ("Điểu Xuân", "crops", {"row__before": "yes"}),
        ("Thị Mai", "home", {}),
    ):
        desk.acts(
            code,
            "declare",
            row__name=name,
            row__address="Bon Bu Bơ",
            row__kind=kind,
            row__declared="0,8 ha cà phê gãy",
            **more,
        )
    desk.acts(code, "over")
    desk.sits("leader").acts(code, "name", team="K' Tín; Điểu Krang")
    desk.sits("economy.2").goes(f"/cases/{code}/acts/checked")
    assert "Cây trồng · 0,8 ha cà phê gãy" in desk.page.inner_text("main")
    desk.acts(
        code, "checked", visit__day="03/07/2026", visit__attended="Tổ kiểm tra", visit__found="Đúng như kê khai", visit__concluded="Hai hộ đủ điều kiện",
        households__1__supported="yes", households__1__crop="perennial_dead", households__1__level="most", households__1__area="0,8", households__2__supported="yes", households__2__house_state="damaged",
    )  # fmt: skip
    desk.sits("leader").acts(code, "sign")
    clock(finders.case_as_kept(UNIT, code).case.steps[0].limit)
    desk.acts(code, "decide")
    assert "44.000.000" in desk.sits("finance.1").goes(
        f"/cases/{code}/"
    )  # 30.000.000 x 0,8 and 20.000.000
    desk.acts(code, "paid", households__1__paid_on="15/07/2026", households__2__unpaid="Đi làm xa")
    assert finders.case_as_kept(UNIT, code).case.end == "helped"
    readable(desk.page, [f"{desk.at}/cases/{code}/?lang=en"], [("dark", PHONE)])


def test_the_poverty_review_starts_itself_has_a_case_for_each_village_and_sums_up(desk):
    clock("2026-09-01T08:00")
    whole = next(
        row.code
        for row in finders.worklist(UNIT, "social.1")
        if row.procedure == "ra-soat-ho-ngheo"
    )
    desk.sits("social.1").acts(whole, "propose", plan="Ba tổ rà soát, từ 15/9 đến 30/11")
    desk.sits("leader").acts(whole, "sign")
    children = finders.case_as_kept(UNIT, whole).case.children
    village = next(
        child.code
        for child in children
        if finders.case_as_kept(UNIT, child.code).case.data["village"] == "B01"
    )
    desk.sits("village.2", PHONE).finds_nothing(village)  # the head of another village
    desk.sits("village.1", PHONE).acts(
        village,
        "add",
        row__name="Điểu Xuân",
        row__address="Bon Bu Bơ",
        row__members="5",
        row__why="asked",
    )
    desk.acts(village, "listed")
    desk.sits("social.2").acts(
        village,
        "scored",
        households__1__income="900000",
        households__1__lacking="4",
        households__1__cause="Thiếu đất",
    )
    desk.sits("village.1", PHONE).acts(
        village,
        "agreed",
        meeting_at="01/09/2026",
        attended="61",
        chaired="Điểu Krang; Mặt trận: Y Thuyên",
        opinions="Thống nhất",
    )
    desk.sits("leader").acts(village, "sign")
    clock(finders.case_as_kept(UNIT, village).case.steps[0].limit)
    desk.acts(village, "recognise")
    assert "Đã công nhận" in desk.sits("social.1").goes(f"/cases/{whole}/")
    desk.acts(whole, "close_early", remarks="Các thôn còn lại bị chia cắt do lũ")
    desk.acts(whole, "propose", remarks="Rà soát sau")
    desk.sits("leader").acts(whole, "sign")
    assert finders.case_as_kept(UNIT, whole).case.end == "reviewed"
    readable(desk.page, [f"{desk.at}/cases/{whole}/?lang=en"], [("light", PHONE)])
