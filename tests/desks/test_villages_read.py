"""A case kept to some roles is read by the head of the village it is about while it waits for them, and by no other head."""

import pytest
from django.contrib.auth import get_user_model

from dinh.access import finders
from dinh.store import accounts
from tests.desks.conftest import approve_latest


def reads(world, person: str, code: str) -> bool:
    try:
        return bool(finders.case_seen_by(world.house, person, code))
    except finders.NotFound:
        return False


def test_the_head_of_another_village_does_not_read_what_a_village_is_asked(world):
    told = world.case("tro-cap-xa-hoi-hang-thang", village="B03").accepted()
    told.acted("social.1", "consult", from_day="2026-12-01")
    assert not reads(world, "village.3", told.code), "nobody has asked the village yet"
    told.acted("leader", "send")
    assert "opinion" in told.standing()
    heads = [f"village.{n}" for n in range(1, 7)]
    assert [person for person in heads if reads(world, person, told.code)] == ["village.3"]
    assert [row.code for row in finders.worklist(world.house, "village.3")] == [told.code]
    told.acted("village.3", "agree", village_note="Đúng")
    assert not reads(world, "village.3", told.code)


@pytest.mark.parametrize(
    ("person", "may"), [("social.2", True), ("leader.2", True), ("land.1", False)]
)
def test_officers_read_it_by_their_roles_as_before(world, person, may):
    assert (
        reads(world, person, world.case("tro-cap-xa-hoi-hang-thang", village="B03").accepted().code)
        is may
    )


def test_a_village_head_is_appointed_for_one_village(world, client):
    accounts.account("leader")
    client.force_login(get_user_model().objects.get(username="leader"))
    new = {
        "person": "village.77",
        "name": "Y Bách",
        "post": "village_head.77",
        "title": "Trưởng bon",
        "roles": ["village_head"],
        "start": "25/11/2026",
        "reason": "Dân bầu",
    }
    page = client.post("/staff/people/appointments", new).content.decode()
    assert "Trưởng thôn, bon phải ghi là thôn, bon nào." in page
    assert 'value="Y Bách"' in page
    assert client.post("/staff/people/appointments", {**new, "village": "B99"}).status_code == 422
    assert client.post("/staff/people/appointments", {**new, "village": "B02"}).status_code == 302
    approve_latest(world.house, "leader.2")
    held = next(one for one in finders.state(world.house).holdings if one.person == "village.77")
    assert held.of == ("B02",)
    ended = {
        **{name: value for name, value in new.items() if name != "name"},
        "start": "2026-11-25",
        "end": "30/11/2026",
    }
    assert client.post("/staff/people/appointments", ended).status_code == 302, (
        "who ends a term is not asked again"
    )
    assert next(
        one for one in finders.state(world.house).holdings if one.person == "village.77"
    ).of == ("B02",)
