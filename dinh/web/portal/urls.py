"""The portal's addresses."""

from django.urls import path

from dinh.web.portal import views

urlpatterns = [
    path("", views.home, name="portal"),
    path("procedures/<str:slug>", views.procedure, name="procedure"),
    path("coverage", views.coverage, name="coverage"),
    path("track", views.track, name="track"),
    path("track/ratings", views.rating, name="track-rating"),
    path("track/drafts", views.draft, name="track-draft"),
    path("track/answers", views.answer, name="track-answer"),
    path("letters/", views.paper, name="paper"),
]
