"""The forest desk's addresses."""

from django.urls import path

from dinh.web.forest import accuracy, alert, field, reference, samples, views

urlpatterns = [
    path("forest/", views.home, name="forest"),
    path("forest/map/", views.on_map, name="forest-map"),
    path("forest/map.geojson", views.ground, name="forest-ground"),
    path(
        "forest/tiles/<str:name>/<int:zoom>/<int:column>/<int:row>.png",
        views.tile,
        name="forest-tile",
    ),
    path("forest/change/", views.changed, name="forest-change"),
    path("forest/patrol/", views.patrolled, name="forest-patrol"),
    path("forest/alerts/<str:code>/", alert.page, name="forest-alert"),
    path("forest/accuracy/", accuracy.page, name="forest-accuracy"),
    path("forest/reference/", reference.home, name="forest-reference"),
    path("forest/reference/<slug:name>/", reference.page, name="forest-reference-site"),
    path(
        "forest/reference/<slug:name>/map.geojson", reference.ground, name="forest-reference-ground"
    ),
    path(
        "forest/reference/<slug:name>/tiles/<str:layer>/<int:zoom>/<int:column>/<int:row>.png",
        reference.tile,
        name="forest-reference-tile",
    ),
    path(
        "forest/reference/<slug:name>/<slug:alert_id>/",
        reference.alert,
        name="forest-reference-alert",
    ),
    path(
        "forest/reference/<slug:name>/<slug:alert_id>/<slug:which>.png",
        reference.picture,
        name="forest-reference-picture",
    ),
    path("forest/samples/<str:code>/", samples.page, name="forest-sample"),
    path("forest/samples/<str:code>/<int:no>.png", samples.picture, name="forest-sample-picture"),
    path("forest/thresholds/", accuracy.propose, name="forest-thresholds"),
    path("forest/worker.js", field.worker, name="forest-worker"),
    path("forest/field/<str:code>", field.page, name="forest-field"),
    path("forest/field/<str:code>/acts", field.act, name="forest-field-acts"),
]
