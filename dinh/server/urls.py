"""Every desk's pages, each desk saying its own addresses in full: two desks never share a first word by accident."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from dinh.server.health import health
from dinh.server.metrics import metrics

urlpatterns = [path("health", health), path("metrics", metrics)]
urlpatterns += [path("", include(f"{desk}.urls")) for desk in settings.DESKS if find_spec(f"{desk}.urls")]

handler400 = "dinh.server.guards.unreadable"
handler403 = "dinh.desks.shared.refusals.forbidden"
handler404 = "dinh.desks.shared.refusals.not_found"
handler500 = "dinh.desks.shared.refusals.failed"
