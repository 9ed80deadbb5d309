from django.urls import path

from cordee.workspace.sources import contradictions, describing, duplicates, imports, quality, rejected, views

app_name = "sources"
urlpatterns = [
    path("", views.home, name="home"),
    path("first/", views.first, name="first"),
    path("refresh/", views.refresh, name="refresh"),
    path("imports/", imports.history, name="imports"),
    path("imports/new/", imports.new, name="new"),
    path("imports/<int:pk>/", imports.show, name="import"),
    path("imports/<int:pk>/run/", imports.run, name="run"),
    path("imports/<int:pk>/files/<int:file>/answer/", imports.answer, name="answer"),
    path("imports/<int:pk>/files/<int:file>/leave-out/", imports.leave_out, name="leave_out"),
    path("imports/<int:pk>/files/<int:file>/mapping/", describing.describe, name="mapping"),
    path("imports/runs/<str:run>/rejected/", rejected.show, name="rejected"),
    path("imports/runs/<str:run>/rejected.csv", rejected.as_csv, name="rejected_csv"),
    path("imports/runs/<str:run>/undo/", imports.undo, name="undo"),
    path("imports/runs/<str:run>/redo/", imports.redo, name="redo"),
    # What people review and decide.
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/history/", duplicates.history, name="duplicates_history"),
    path("duplicates/decisions/<int:number>/withdrawal/", duplicates.withdraw, name="decision_withdrawal"),
    path("choices/<int:number>/withdrawal/", duplicates.withdraw_choice, name="choice_withdrawal"),
    path("duplicates/<slug:kind>/<int:pk>/", duplicates.entity, name="duplicates_entity"),
    path("duplicates/<slug:kind>/<int:a>/<int:b>/", duplicates.pair, name="duplicate"),
    path("duplicates/<slug:kind>/<int:a>/<int:b>/merged/", duplicates.merged, name="duplicate_merged"),
    path("contradictions/", contradictions.listed, name="contradictions"),
    path("contradictions/campaigns/", contradictions.campaigns, name="campaigns"),
    path("contradictions/<slug:entity>/<int:pk>/<slug:field>/", contradictions.one, name="contradiction"),
    path("quality/", quality.show, name="quality"),
    path("quality/makers/", quality.makers, name="makers"),
    path("quality/makers/<slug:kind>/<slug:tool>/<slug:thing>/", quality.maker, name="maker"),
    path("quality/<slug:key>/", quality.check, name="quality_check"),
    path("quality/<slug:key>.csv", quality.check_csv, name="quality_csv"),
]
