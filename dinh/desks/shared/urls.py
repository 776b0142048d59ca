"""Signing in and out; every other address is a desk's own."""

from django.urls import path

from dinh.desks.shared import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/<str:word>", views.one_time, name="one-time"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
]
