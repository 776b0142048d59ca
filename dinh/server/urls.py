"""Every desk's pages, each desk saying its own addresses in full: two desks never share a first word by accident."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

urlpatterns = [path("", include(f"{desk}.urls")) for desk in settings.DESKS if find_spec(f"{desk}.urls")]
