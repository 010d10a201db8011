-- A one-page summary of a course: the patient sees it before anybody else does, and says yes or no to its going on.
CREATE TABLE summary (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    author_id uuid NOT NULL,
    recipient text NOT NULL CHECK (recipient IN ('municipality', 'gp', 'specialist', 'other')),
    state text NOT NULL CHECK (state IN ('draft', 'shown', 'agreed', 'declined', 'handed-over')),
    state_at timestamptz NOT NULL,
    seen text CHECK (seen IN ('own-pages', 'together')),
    words_sealed bytea NOT NULL,
    facts_sealed bytea,
    comment_sealed bytea,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX summary_by_episode_id ON summary (tenant_id, episode_id, state_at);
CREATE INDEX summary_by_person_id ON summary (tenant_id, person_id);
ALTER TABLE summary ENABLE ROW LEVEL SECURITY;
ALTER TABLE summary FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON summary
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON summary TO lytt_app;
