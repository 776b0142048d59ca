"""The counter's addresses."""

from django.urls import path

from dinh.web.counter import handover, views

urlpatterns = [
    path("counter/", views.home, name="counter"),
    path("counter/open/<str:slug>", views.open_case, name="counter-open"),
    path("within/", views.within, name="within"),
    path("within/<str:slug>", views.open_within, name="within-open"),
    path("counter/cases/<str:code>/", views.case, name="counter-case"),
    path("counter/cases/<str:code>/payment", views.payment, name="counter-payment"),
    path("counter/cases/<str:code>/given-back", views.given_back, name="counter-given-back"),
    path("counter/cases/<str:code>/delivery", views.delivery, name="counter-delivery"),
    path("counter/takings", views.takings, name="counter-takings"),
    path("counter/handover/", handover.page, name="counter-handover"),
]
