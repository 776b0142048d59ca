"""Every desk's pages, each desk saying its own addresses in full: two desks never share a first word by accident."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from dinh.server.health import health
from dinh.server.metrics import metrics

OFTEN = (
    "dinh.web.staff",
    "dinh.web.cases",
    "dinh.web.portal",
)  # addresses are tried one after the other: those asked for most go first

urlpatterns = [
    path("", include(f"{desk}.urls"))
    for desk in sorted(settings.DESKS, key=lambda desk: desk not in OFTEN)
    if find_spec(f"{desk}.urls")
]
urlpatterns += [path("health", health), path("metrics", metrics)]

handler400 = "dinh.server.guards.unreadable"
handler403 = "dinh.web.shared.refusals.forbidden"
handler404 = "dinh.web.shared.refusals.not_found"
handler500 = "dinh.web.shared.refusals.failed"
