"""A procedure driven from its page on a virtual clock: by anybody, through time, with nothing written anywhere."""

import re
from html import unescape
from pathlib import Path

import pytest

from dinh.access import finders
from dinh.engine.rehearsal import Script
from dinh.store import ledger
from dinh.web.staff.simulation_script import Rehearsal, carried
from dinh.workflow import publishing
from tests.desks.test_moving import put
from tests.engine.test_versions import version, written
from tests.test_versions import EXAMPLES
from tests.world import own_files

SLUG = "cho-muon-kho"
PAGE = f"/staff/procedures/{SLUG}/rehearse"
OPENING = {
    "opened": "01/10/2026 08:00",
    "channel": "counter",
    "all": "yes",
    "who": "Y Bách",
    "purpose": "Để lúa",
}


class Player:
    """A browser on the page of a rehearsal: it sends what stands in the page, and what is said."""

    def __init__(self, client, commune, page=PAGE):
        self.client, self.commune, self.page = client, commune, page
        self.head = ledger.head(commune)
        self.words = ""

    def sends(self, do: str, status: int = 200, **more) -> str:
        state = re.search(r'name="state" value="([^"]+)"', self.words)
        answer = self.client.post(
            self.page, {"do": do, **({"state": state[1]} if state else {}), **more}
        )
        assert answer.status_code == status, answer.content.decode()[-3000:]
        assert ledger.head(self.commune) == self.head, "it was written into the books"
        self.words = unescape(answer.content.decode())
        return self.words

    def asks(self, do: str, **more) -> str:
        """A form of an action: chosen, filled with these and sent."""
        self.sends(do)
        by = re.search(r'name="by" value="([^"]+)"', self.words)[1]
        return self.sends(do.replace("ask:", "act:"), by=by, **more)

    @property
    def yaml(self) -> str:
        return re.search(r"<textarea[^>]*>(.*?)</textarea>", self.words, re.S)[1]


@pytest.fixture
def player(signed_in, commune):
    put(commune, version(day="2026-07-01"))
    return Player(signed_in("civil.1"), commune)


def test_a_case_is_opened_acted_on_by_anybody_and_comes_to_its_end_with_nothing_written(player):
    page = player.sends("start", **OPENING)
    assert (
        "Diễn tập: 08:00 01/10/2026" in page and "reception" in page and "Chưa có hẹn trả." in page
    )
    page = player.sends("ask:reception:accept")
    assert "17:00 08/10/2026" in page and "20.000" in page
    player.sends("clock:", until="02/10/2026 09:00")
    page = player.asks("ask:look:propose", room="east")
    assert "Diễn tập: 09:00 02/10/2026" in page and 'name="by.sign"' in page
    page = player.sends("ask:sign:sign")
    assert "Đã kết thúc: Cho mượn" in page and "Gian" in page


def test_time_passes_to_the_next_limit_and_what_then_acts_by_itself_acts(player):
    player.sends("start", **OPENING)
    player.sends("ask:reception:accept")
    player.sends("ask:look:ask")
    page = player.sends("clock:next")
    assert "Đã kết thúc: Trả lại" in page and "Hết hạn ở bước" in page
    assert "Hồ sơ đang ở" in player.sends("back")


def test_four_eyes_hold_and_a_second_one_of_the_role_may(player):
    player.sends("start", **OPENING)
    player.sends("ask:reception:accept")
    player.asks("ask:look:propose", room="east")
    page = player.sends("ask:sign:sign", status=422, **{"by.sign": "land"})
    assert "Hồ sơ đang ở" in page and "sign" in page
    assert "Đã kết thúc" in player.sends("ask:sign:sign", **{"by.sign": "leader.2"})


def test_what_the_form_lacks_is_told_at_once_and_nothing_typed_is_lost(player):
    page = player.sends(
        "start", status=422, opened="01/10/2026 08:00", channel="counter", all="yes", who="Y Bách"
    )
    assert "Để làm gì: " in page and 'value="Y Bách"' in page
    assert "Nộp lúc" in player.sends("start", status=422, **{**OPENING, "opened": "hôm qua"})
    player.sends("start", **OPENING)
    player.sends("ask:reception:accept")
    player.sends("ask:look:propose")
    page = player.sends("act:look:propose", status=422, by="land")
    assert "Gian: " in page and 'name="state"' in page


def test_what_was_played_can_be_put_into_the_file_and_comes_out_the_same(player, tmp_path):
    player.sends("start", **OPENING, helpers="1", **{"helpers.1.name": 'Y Ka: "con"'})
    player.sends("ask:reception:accept")
    player.sends("clock:", until="02/10/2026 09:00")
    player.asks("ask:look:propose", room="west")
    player.sends("ask:sign:sign")
    path = Path(tmp_path) / f"{SLUG}.yaml"
    path.write_text(
        written(day="2026-07-01") + EXAMPLES.rstrip() + "\n" + player.yaml.partition("\n")[2] + "\n"
    )
    checked = publishing.check([path])
    assert [one.message.vi for one in checked.problems if one.severity == "problem"] == []
    assert checked.packages[0].procedure.examples[-1].gives["end"] == "lent"


def test_an_example_of_the_file_is_played_line_by_line(player, commune):
    slug = "chung-thuc-ban-sao"
    found = next(one.procedure for one in own_files().packages if one.procedure.slug == slug)
    number, example = next(
        (n, one)
        for n, one in enumerate(found.examples)
        if one.gives.get("end") and len(one.does) > 2
    )
    play = Player(player.client, commune, f"/staff/procedures/{slug}/rehearse")
    assert f'<option value="{number}">' in unescape(play.client.get(play.page).content.decode())
    page = play.sends("example", example=str(number))
    for left in range(len(example.does), 0, -1):
        assert f"Ví dụ còn {left} dòng" in page
        page = play.sends("next")
    assert "Ví dụ còn" not in page and "Đã kết thúc" in page
    assert "Bước tiếp của ví dụ" in play.sends("back")


def test_the_procedures_of_the_house_can_be_begun_and_their_first_example_played(
    signed_in, commune
):
    whole = [one for one in finders.procedures(commune) if one.steps and one.examples]
    assert len(whole) > 5
    for found in whole[::2]:
        play = Player(signed_in("leader"), commune, f"/staff/procedures/{found.slug}/rehearse")
        assert play.client.get(play.page).status_code == 200
        example = next(n for n, one in enumerate(found.examples) if not one.refuses)
        page = play.sends("example", example=str(example))
        for _ in found.examples[example].does:
            page = play.sends("next")
        assert "Chép thành ví dụ của tệp" in page


# --- what is not ours to take up ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["", "x", "eyJwIjoieCJ9:1:2", "a" * 300_000])
def test_a_state_that_is_nobodys_is_refused_and_the_start_is_shown(player, state):
    answer = player.client.post(PAGE, {"do": "back", "state": state})
    assert answer.status_code == 422 and "Bắt đầu diễn tập lại" in answer.content.decode()


def test_a_state_of_another_person_another_version_or_from_too_long_ago_is_refused(
    player, commune, signed_in, monkeypatch
):
    player.sends("start", **OPENING)
    state = re.search(r'name="state" value="([^"]+)"', player.words)[1]
    assert signed_in("leader").post(PAGE, {"do": "back", "state": state}).status_code == 422
    put(commune, version(("amount: 20000", "amount: 50000"), day="2026-11-01"))
    assert (
        "của một bản khác"
        in player.client.post(PAGE, {"do": "back", "state": state}).content.decode()
    )
    assert (
        player.client.post(f"{PAGE}?version=2026-07-01", {"do": "show", "state": state}).status_code
        == 200
    )
    monkeypatch.setattr("dinh.web.staff.simulation_script.SECONDS_MAX", -1)
    assert (
        "đã cũ"
        in player.client.post(
            f"{PAGE}?version=2026-07-01", {"do": "back", "state": state}
        ).content.decode()
    )


def test_a_changed_state_is_refused(player):
    player.sends("start", **OPENING)
    state = re.search(r'name="state" value="([^"]+)"', player.words)[1]
    changed = ("B" if state[5] != "B" else "C").join((state[:5], state[6:]))
    assert player.client.post(PAGE, {"do": "show", "state": changed}).status_code == 422


def test_a_story_has_at_most_so_many_lines(player, commune):
    procedure = version(day="2026-07-01")
    script = Script(
        {"opened": "2026-10-01T08:00", "channel": "counter", "who": "Y", "purpose": "x"},
        ({"clock": "2026-10-01T09:00"},) * 200,
    )
    answer = player.client.post(
        PAGE,
        {
            "do": "clock:",
            "until": "02/10/2026 09:00",
            "state": carried(Rehearsal(script), procedure, "civil.1"),
        },
    )
    assert answer.status_code == 422 and "nhiều nhất 200 việc" in answer.content.decode()


@pytest.mark.parametrize(("do", "more", "status"), [
    ("ask:look:propose", {}, 422), ("ask:nowhere:nothing", {}, 422), ("act:reception:nothing", {"by": "x"}, 422), ("act::", {}, 422), ("clock:", {"until": "xx"}, 422), ("clock:", {"until": "30/09/2026 08:00"}, 422),
    ("clock:", {"until": "01/01/2199 08:00"}, 200), ("child:1", {"child.1": "x"}, 422), ("child:x", {}, 422), ("example", {"example": "99"}, 404), ("example", {"example": "x"}, 404), ("example", {}, 404), ("dance", {}, 200), ("next", {}, 200), ("ask:reception:accept", {"by.reception": "'; --"}, 422),
    ("ask::pay", {}, 422), ("ask::reverse", {}, 422), ("act::reverse", {"by": "leader"}, 422), ("ask::transfer", {}, 422),
])  # fmt: skip
def test_whatever_is_sent_the_page_answers_and_writes_nothing(player, do, more, status):
    player.sends("start", **OPENING)
    assert player.client.post(
        PAGE,
        {"do": do, "state": re.search(r'name="state" value="([^"]+)"', player.words)[1], **more},
    ).status_code in (status, 200 if status == 422 else status)
    assert ledger.head(player.commune) == player.head


def test_switching_the_language_amid_a_form_loses_nothing_and_does_nothing(player):
    player.sends("start", **OPENING)
    player.sends("ask:reception:accept")
    player.sends("ask:look:propose")
    state = re.search(r'name="state" value="([^"]+)"', player.words)[1]
    page = player.client.post(
        f"{PAGE}?lang=en",
        {"words": "en", "asking": "look:propose", "by": "land", "room": "west", "state": state},
    ).content.decode()
    assert "Done by" in page and 'value="west" checked' in page
    page = player.client.post(f"{PAGE}?lang=en", {"words": "en", "who": "Y Bách"}).content.decode()
    assert "Rehearse: open a case to try" in page and 'value="Y Bách"' in page


def test_it_is_for_officers_and_for_what_has_steps(player, signed_in, commune):
    assert player.client.get(f"{PAGE}?version=1999-01-01").status_code == 404
    assert "Rehearse: open a case to try" in player.client.get(f"{PAGE}?lang=en").content.decode()
    player.client.logout()
    assert player.client.get(PAGE).status_code == 302
