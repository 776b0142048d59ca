"""The addresses of the books on paper."""

from django.urls import path

from dinh.web.books import views

urlpatterns = [
    path("books/", views.home, name="books"),
    path("books/cases.pdf", views.followed, name="books-cases"),
    path("books/registers/<str:slug>.pdf", views.register, name="books-register"),
    path("books/registers/<str:slug>/import", views.import_table, name="books-import"),
    path("cases/<str:code>/slip.pdf", views.control, name="case-slip"),
]
