"""Which action a work list offers first."""

import pytest

from dinh.web.shared.likely_action import likely_first
from tests.world import own_files


@pytest.mark.parametrize(
    ("slug", "step", "first"),
    [
        ("xac-nhan-tinh-trang-hon-nhan", "refusing", "sign"),
        ("xac-nhan-tinh-trang-hon-nhan", "signing", "sign"),
        ("xac-nhan-tinh-trang-hon-nhan", "check", "propose"),
        ("khai-sinh", "refusing", "sign"),
        ("khai-sinh", "reception", "accept"),
    ],
)
def test_a_list_offers_what_leads_on_and_where_a_refusal_is_to_be_signed_the_signature(
    slug, step, first
):
    procedure = next(
        one.procedure
        for one in own_files().packages
        if one.procedure and one.procedure.slug == slug
    )
    assert likely_first(procedure, step, list(procedure.steps[step].do))[0] == first
