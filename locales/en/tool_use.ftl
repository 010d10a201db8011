# The national code for a feedback tool that was used.
tool-use-title = Feedback tool used
tool-use-lead = National pathways ask for this code once before discharge, when a feedback tool has been used regularly. Lytt knows what happened in the sessions. Here it is for your patients. Register it when the ending is near: the count can change until the last session.
tool-use-code = To register in the record: event { $event } (OID { $event_system }) and outcome { $outcome } (OID { $outcome_system }).
tool-use-rule = The code guide says “regularly” and not how often. Our reading: in at least half of the treatment sessions that were held, and in at least three, the answers were opened by a clinician before the session was over, or spoken about.
tool-use-unverified = The codes come from an excerpt of the code guide and have not been held against the code system. Check before you use them.
tool-use-yes = To be registered
tool-use-no = Not regularly
tool-use-too-few = Too few sessions
tool-use-counts = used in { $used } of { $held } sessions
tool-use-since = Since { $date }
tool-use-file = Take out { $n ->
    [one] one course
   *[other] { $n } courses
} as a file
tool-use-file-hint = The file has names and dates of birth. Treat it as the record.
tool-use-journal = Lytt does not write in the record and does not know what is registered there. The code says yes or no; what the answers were used for is in the conversation.
tool-use-rest = Not now ({ $n })
