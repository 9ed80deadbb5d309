from django.urls import path

from cordee.workspace.sla.views import document, editing, life

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
    path("comments/<int:pk>/resolution/", life.resolution, name="resolution"),
]
