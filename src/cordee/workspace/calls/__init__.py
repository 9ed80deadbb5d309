"""Calls: what buyers say, heard together. The library, the call with its transcript, the objections and their answers, listening in pairs.

Words:      call, turn, moment (an utterance with a label), verdict, comment, answer, answer request, playlist extract, listening session, sheet.
Rules:      a suggestion counts for nothing until somebody confirms it; frequencies by persona, segment, stage, outcome, month, never by
            colleague; a sheet is shown to the other once both are filled; recordings go after 6 months, transcripts and sheets after 12.
Start here: models.Call, hearing.hear (suggestions), objections.table (frequencies), sessions (listening in pairs), keeping.purge (the law)
"""
