"""Signing in and out, letters and files; every other address is a desk's own."""

from django.urls import path

from dinh.web.shared import letters, pictures, views

urlpatterns = [
    path("favicon.ico", views.icon),
    path("sign-in", views.sign_in, name="sign-in"),
    path("again", views.again, name="again"),
    path("sign-in/second-factor", views.sign_in_second_factor, name="sign-in-second-factor"),
    path("sign-in/<str:word>", views.one_time, name="one-time"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
    path("letters/<str:digest>.pdf", letters.pdf, name="letter-pdf"),
    path("kept/<str:word>", letters.kept, name="kept"),
    path("cases/<str:code>/documents/<str:digest>", letters.document, name="case-document"),
    path("cases/<str:code>/pictures/<slug:name>.png", pictures.picture, name="case-picture"),
]
