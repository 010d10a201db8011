-- That the data of a unit were looked at, for the twelve months up to a day: what was found, as JSON, never changed.
CREATE TABLE quality_look (
    tenant_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    to_on date NOT NULL,
    looked_at timestamptz NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, to_on),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE quality_look ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality_look FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON quality_look
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON quality_look TO lytt_app;
-- A question to a unit about its data. Its clinicians see it first; from opens_at on others do, and without it only when a clinician lets it on.
CREATE TABLE quality_question (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    to_on date NOT NULL,
    pattern text NOT NULL CHECK (pattern IN ('helped', 'discharge', 'late', 'repeated', 'assessment', 'who-left', 'parked', 'left-out')),
    shown_n bigint NOT NULL,
    shown_of bigint NOT NULL,
    beside_n bigint NOT NULL,
    beside_of bigint NOT NULL,
    raised_at timestamptz NOT NULL,
    opens_at timestamptz,
    released_at timestamptz,
    released_by uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, unit_id, to_on, pattern),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE quality_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality_question FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON quality_question
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON quality_question TO lytt_app;
-- What clinicians know about it; kept as it was written.
CREATE TABLE quality_answer (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    question_id uuid NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES quality_question (tenant_id, id)
);
CREATE INDEX quality_answer_by_question_id ON quality_answer (tenant_id, question_id);
ALTER TABLE quality_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON quality_answer
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON quality_answer TO lytt_app;
