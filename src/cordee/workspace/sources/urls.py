from django.urls import URLPattern, path

from cordee.workspace.sources import contradictions, duplicates, quality

app_name = "sources"
urlpatterns: list[URLPattern] = []

# What people review and decide: duplicates, contradictions, quality.
urlpatterns += [
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
