"""The API's addresses: one for each path of the table, and one that tells a problem for all others."""

from dinh.web.api import board, cases, confirmations, document, files, house, signing, versions  # noqa: F401  # each adds its verbs to the table
from dinh.web.api.route import VERBS, urls

urlpatterns = urls(VERBS)
