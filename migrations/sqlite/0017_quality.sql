-- That the data of a unit were looked at, for the twelve months up to a day: what was found, as JSON, never changed.
CREATE TABLE quality_look (
    tenant_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    to_on TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, to_on),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
-- A question to a unit about its data. Its clinicians see it first; from opens_at on others do, and without it only when a clinician lets it on.
CREATE TABLE quality_question (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    to_on TEXT NOT NULL,
    pattern TEXT NOT NULL CHECK (pattern IN ('helped', 'discharge', 'late', 'repeated', 'assessment', 'who-left', 'parked', 'left-out')),
    shown_n INTEGER NOT NULL,
    shown_of INTEGER NOT NULL,
    beside_n INTEGER NOT NULL,
    beside_of INTEGER NOT NULL,
    raised_at TEXT NOT NULL,
    opens_at TEXT,
    released_at TEXT,
    released_by BLOB,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, unit_id, to_on, pattern),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
-- What clinicians know about it; kept as it was written.
CREATE TABLE quality_answer (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    question_id BLOB NOT NULL,
    written_by BLOB NOT NULL,
    written_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES quality_question (tenant_id, id)
) STRICT;
CREATE INDEX quality_answer_by_question_id ON quality_answer (tenant_id, question_id);
