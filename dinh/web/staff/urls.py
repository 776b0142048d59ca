"""The staff desk's addresses."""

from django.urls import path

from dinh.web.staff import (
    day,
    imported_logs,
    insight,
    log_verification,
    moving,
    people,
    procedures,
    proposals,
    reassigning,
    signing,
    simulation,
    trail,
    views,
    witnesses,
)

urlpatterns = [
    path("staff/", views.home, name="staff"),
    path("staff/loads/", views.loads, name="staff-loads"),
    path("staff/loads/<str:role>", views.load, name="staff-load"),
    path("staff/loads/<str:role>/given", reassigning.reassignments, name="staff-reassignments"),
    path("staff/signing/", signing.queue, name="staff-signing"),
    path("staff/signing/signatures", signing.signatures, name="staff-signatures"),
    path("staff/people/", people.home, name="staff-people"),
    path("staff/people/appointments", people.appointment, name="staff-appointment"),
    path("staff/people/delegations", people.delegation, name="staff-delegation"),
    path("staff/people/delegations/ends", people.delegation_end, name="staff-delegation-end"),
    path("staff/people/proposals/<int:number>/", proposals.page, name="staff-proposal"),
    path(
        "staff/people/proposals/<int:number>/files/<str:digest>",
        proposals.file,
        name="staff-proposal-file",
    ),
    path(
        "staff/people/proposals/<int:number>/approval",
        proposals.approval,
        name="staff-proposal-approval",
    ),
    path(
        "staff/people/proposals/<int:number>/refusal",
        proposals.refusal,
        name="staff-proposal-refusal",
    ),
    path("staff/procedures/", procedures.home, name="staff-procedures"),
    path("staff/procedures/<str:slug>/", procedures.one, name="staff-procedure"),
    path("staff/procedures/<str:slug>/rehearse", simulation.page, name="staff-rehearse"),
    path(
        "staff/procedures/<str:slug>/versions/<str:version>/cases", moving.page, name="staff-moving"
    ),
    path(
        "staff/procedures/<str:slug>/bpmn",
        procedures.exported,
        {"language": "bpmn"},
        name="staff-procedure-bpmn",
    ),
    path(
        "staff/procedures/<str:slug>/dmn",
        procedures.exported,
        {"language": "dmn"},
        name="staff-procedure-dmn",
    ),
    path("staff/insight/", insight.home, name="insight"),
    path("staff/insight/cases", insight.counted, name="insight-cases"),
    path("staff/insight/index/", insight.index, name="insight-index"),
    path("staff/insight/flow/<str:slug>/", insight.flow, name="insight-flow"),
    path("staff/insight/logs/", imported_logs.home, name="insight-logs"),
    path("staff/insight/logs/<str:name>/", imported_logs.one, name="insight-log"),
    path("staff/insight/logs/<str:name>/cases", imported_logs.cases, name="insight-log-cases"),
    path(
        "staff/insight/logs/<str:name>/files/<str:wanted>",
        imported_logs.file,
        name="insight-log-file",
    ),
    path("staff/trail/", trail.home, name="staff-trail"),
    path("staff/day/", day.sheet, name="staff-day"),
    path("staff/day/verification", log_verification.page, name="staff-verification"),
    path("staff/day/witnesses", witnesses.page, name="staff-witnesses"),
    path("staff/day/<str:on>.pdf", day.pdf, name="staff-day-pdf"),
]
