from django.urls import path

from cordee.workspace.sla.views import document, editing, life, running

app_name = "sla"
urlpatterns = [
    path("", document.show, name="show"),
    path("versions/", document.versions, name="versions"),
    path("versions/new/", life.new, name="new"),
    path("comparison/", document.comparison, name="comparison"),
    path("versions/<int:number>/", document.version, name="version"),
    path("versions/<int:number>/file/", document.yaml_file, name="file"),
    path("versions/<int:number>/proposal/", life.proposal, name="proposal"),
    path("versions/<int:number>/signature/", life.signature, name="signature"),
    path("versions/<int:number>/signature/withdrawal/", life.withdrawal, name="withdrawal"),
    path("versions/<int:number>/abandonment/", life.abandonment, name="abandonment"),
    path("versions/<int:number>/comments/", life.comments, name="comments"),
    path("versions/<int:number>/edit/", editing.edit, name="edit"),
    path("versions/<int:number>/edit/new/<str:slug>/", editing.addition, name="addition"),
    path("versions/<int:number>/edit/<str:clause>/", editing.clause, name="clause"),
    path("versions/<int:number>/edit/<str:clause>/removal/", editing.removal, name="removal"),
    path("leads/", running.mine, name="leads"),
    path("leads/<int:pk>/", running.lead, name="lead"),
    path("leads/link/<str:token>/", running.by_link, name="by_link"),
    path("leads/answers/", running.read, name="read"),
    path("refusals/", running.refusals, name="refusals"),
    path("refusals/<int:pk>/answer/", running.answer, name="answer"),
    path("scorecard/", running.scorecard, name="scorecard"),
    path("scorecard/records/", running.scorecard_records, name="records"),
    path("comments/<int:pk>/resolution/", life.resolution, name="resolution"),
]
