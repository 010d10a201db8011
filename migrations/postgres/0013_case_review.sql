-- What a unit wants to think about together: who put it there, and whether the patient knows.
CREATE TABLE case_review (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('standing', 'taken-up', 'taken-off')),
    told boolean NOT NULL,
    question_sealed bytea NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    changed_at timestamptz,
    changed_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX case_review_by_episode_id ON case_review (tenant_id, episode_id);
-- One at a time for each episode.
CREATE UNIQUE INDEX case_review_standing ON case_review (tenant_id, episode_id) WHERE state = 'standing';
ALTER TABLE case_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_review FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON case_review
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON case_review TO lytt_app;
-- What was said about it and what was agreed; every note is kept.
CREATE TABLE case_note (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    case_review_id uuid NOT NULL,
    said_sealed bytea,
    agreed_sealed bytea,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_review_id) REFERENCES case_review (tenant_id, id)
);
CREATE INDEX case_note_by_case_review_id ON case_note (tenant_id, case_review_id);
ALTER TABLE case_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_note FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON case_note
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON case_note TO lytt_app;
-- What the patient wants next of kin to be told. The newest holds; the earlier ones stay.
CREATE TABLE kin_wish (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    extent text NOT NULL CHECK (extent IN ('nothing', 'general', 'agreed', 'everything')),
    words_sealed bytea,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
);
CREATE INDEX kin_wish_by_episode_id ON kin_wish (tenant_id, episode_id);
ALTER TABLE kin_wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE kin_wish FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kin_wish
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON kin_wish TO lytt_app;
-- What was done with next of kin.
CREATE TABLE kin_involved (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    involved_on date NOT NULL,
    how text NOT NULL CHECK (how IN ('conversation', 'phone', 'family-meeting', 'course', 'declined')),
    who_sealed bytea NOT NULL,
    words_sealed bytea,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
);
CREATE INDEX kin_involved_by_episode_id ON kin_involved (tenant_id, episode_id);
ALTER TABLE kin_involved ENABLE ROW LEVEL SECURITY;
ALTER TABLE kin_involved FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kin_involved
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON kin_involved TO lytt_app;
-- Whether the patient has children under 18, and what is arranged for them. The newest holds.
CREATE TABLE kin_children (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    answer text NOT NULL CHECK (answer IN ('not-asked', 'none', 'some', 'unsaid')),
    arranged_sealed bytea,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
);
CREATE INDEX kin_children_by_episode_id ON kin_children (tenant_id, episode_id);
ALTER TABLE kin_children ENABLE ROW LEVEL SECURITY;
ALTER TABLE kin_children FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kin_children
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON kin_children TO lytt_app;
