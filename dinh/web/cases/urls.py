"""The addresses of a case and of its letters."""

from django.urls import path

from dinh.web.cases import views

urlpatterns = [
    path("cases/<str:code>/", views.case, name="case"),
    path("cases/<str:code>/proof", views.proof, name="case-proof"),
    path("cases/<str:code>/readings", views.reading, name="case-reading"),
    path("cases/<str:code>/acts/<str:action>", views.act, name="case-act"),
    path("cases/<str:code>/drafts/<str:action>.pdf", views.draft, name="case-draft"),
    path("cases/<str:code>/drafts/<str:action>.png", views.draft_page, name="case-draft-page"),
    path("letters/<slug:digest>", views.letter, name="letter"),
    path("letters/<slug:digest>/proof", views.letter_proof, name="letter-inclusion"),
]
