"""The addresses of one's own account."""

from django.urls import path

from dinh.web.account import enrolment, views

urlpatterns = [
    path("account/", views.home, name="account"),
    path("account/second-factor", enrolment.page, name="account-second-factor"),
    path("account/endings", views.endings, name="account-endings"),
]
