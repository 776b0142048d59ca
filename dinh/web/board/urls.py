"""The board's addresses."""

from django.urls import path

from dinh.web.board import views

urlpatterns = [
    path("board/", views.home, name="board"),
    path("board/results.csv", views.table, name="board-csv"),
]
