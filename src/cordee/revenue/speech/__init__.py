"""Speech: what was said in calls. Transcripts are read, utterances are suggested a label, people confirm, counts are corrected.

Words:      transcript, turn, utterance, side (ours, theirs), label, seed, suggestion, confirmation.
Rules:      a suggestion is never a count: only what people confirmed, and shares corrected by it, are; no network; nothing here
            ranks a person.
Start here: transcripts.read, labelling.Labeller, counts.corrected_share
"""
