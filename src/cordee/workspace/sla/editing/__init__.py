"""Editing a clause in the page, without a script: a form made from the shape of the clause, its errors at their place.

Words:      kind (of clause), slot (a place of its shape), node (what the page draws), posted (nested values as they came).
Rules:      the form knows no clause by name: a field added to the document appears in it; the sentence that is shown is the clause's
            own reading; a clause is saved into the terms as they are then, unless that very clause changed meanwhile.
Start here: kinds.KINDS, slots.slots, clause.Editing
"""
