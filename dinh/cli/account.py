"""`dinh account PERSON`: a one-time sign-in link; `--close` and `--open` end the account and let it in again;
`--reset-second-factor` takes away what a person can no longer answer with."""

from __future__ import annotations

import argparse

from dinh.access import finders
from dinh.accounts import epochs, factors
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house
from dinh.input.posts import PERSON
from dinh.store.accounts import account, one_time
from dinh.workflow import cases

ABOUT = (
    "tạo đường dẫn đăng nhập dùng một lần; đóng, mở lại tài khoản; đặt lại xác thực hai lớp",
    "make a one-time sign-in link; close an account or open it again; reset its second factor",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--close", action="store_true")
    which.add_argument("--open", action="store_true")
    which.add_argument("--reset-second-factor", action="store_true")


def run(words: argparse.Namespace) -> Result:
    if not PERSON.fullmatch(words.person):
        raise refuse("person.unknown", person=words.person)
    finders.who(house(), words.person)
    if words.close or words.open:
        return _closed(words)
    if words.reset_second_factor:
        return _reset(words)
    if epochs.is_closed(words.person):
        raise refuse("account.closed", person=words.person)
    link = f"/sign-in/{one_time(words.person)}"
    how = (
        "Mở một lần, trong 3 ngày, ở địa chỉ của máy chủ: http://MÁY:8000"
        if words.lang == "vi"
        else "To be opened once, within 3 days, at the server's address: http://MACHINE:8000"
    ) + link
    return {"person": words.person, "link": link}, how, 0


def _closed(words: argparse.Namespace) -> Result:
    """The account first, then the event that tells of it: a command that was cut short is given again."""
    account(words.person)
    if words.close:
        epochs.close(words.person)
    else:
        epochs.reopen(words.person)
    cases.note_account(house(), words.person, "closed" if words.close else "opened")
    said = {
        (
            True,
            "vi",
        ): "Đã đóng: mọi phiên và mã truy cập đã hết hiệu lực, không đăng nhập được nữa.",
        (True, "en"): "Closed: every session and token has ended, and nobody signs in by it.",
        (False, "vi"): "Đã mở lại: đăng nhập bằng mật khẩu cũ, hoặc xin đường dẫn mới.",
        (False, "en"): "Open again: sign in with the old password, or ask for a new link.",
    }[words.close, words.lang]
    return {"person": words.person, "closed": words.close}, said, 0


def _reset(words: argparse.Namespace) -> Result:
    """Who lost the telephone may have lost it to somebody: what is open ends too."""
    factors.reset(words.person)
    epochs.end_everything(words.person)
    cases.note_account(house(), words.person, "second_factor_reset")
    said = {
        "vi": "Đã đặt lại xác thực hai lớp; mọi phiên và mã truy cập đã hết hiệu lực. Lần đăng nhập tới sẽ đặt lại từ đầu.",
        "en": "The second factor is reset, and every session and token has ended. It is set up anew at the next sign-in.",
    }[words.lang]
    return {"person": words.person, "second_factor": "reset"}, said, 0
