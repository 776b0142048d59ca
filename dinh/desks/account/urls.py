"""The addresses of one's own account."""

from django.urls import path

from dinh.desks.account import views

urlpatterns = [
    path("account/", views.home, name="account"),
    path("account/endings", views.endings, name="account-endings"),
]
