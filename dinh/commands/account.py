"""`dinh account PERSON`: a one-time sign-in link."""

from __future__ import annotations

import argparse

from dinh import access
from dinh.commands import Result
from dinh.commands.faults import refuse
from dinh.commands.given import house
from dinh.given.posts import PERSON
from dinh.store.accounts import one_time

ABOUT = ("tạo đường dẫn đăng nhập dùng một lần", "make a one-time sign-in link")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON")


def run(words: argparse.Namespace) -> Result:
    if not PERSON.fullmatch(words.person):
        raise refuse("person.unknown", person=words.person)
    access.who(house(), words.person)
    link = f"/sign-in/{one_time(words.person)}"
    how = (
        "Mở một lần, trong 3 ngày, ở địa chỉ của máy chủ: http://MÁY:8000"
        if words.lang == "vi"
        else "To be opened once, within 3 days, at the server's address: http://MACHINE:8000"
    ) + link
    return {"person": words.person, "link": link}, how, 0
