"""What a person searches for. Personal numbers and telephones travel in the body of a request, never in an address.

An address stays in the history of the browser, in the logs of a proxy and in the `Referer` of the next page.
"""

from __future__ import annotations

import re

from django.http import HttpRequest

NUMBER = re.compile(
    r"\d(?:[ .\u00a0]?\d){8,}"
)  # nine digits and more: no code of a case, no code of a procedure
TEXT_MAX = 200


def words_sought(request: HttpRequest) -> str:
    """What the search box sent; of an address only what is no number of a person."""
    if request.method == "POST":
        return request.POST.get("q", "").strip()[:TEXT_MAX]
    return request.GET.get("q", "").strip()[:TEXT_MAX]


def names_a_person(request: HttpRequest) -> bool:
    """Does the address itself hold such a number? The page then goes on to an address without it, and searches for nothing."""
    return any(NUMBER.search(one) for one in request.GET.getlist("q"))
