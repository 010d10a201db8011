-- What became of the answers before a session: were they opened, were they spoken about. It names no clinician: it is counted for the service.
CREATE TABLE feedback (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    episode_id uuid NOT NULL,
    opened_at timestamptz,
    discussed boolean,
    discussed_at timestamptz,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
);
CREATE INDEX feedback_by_episode_id ON feedback (tenant_id, episode_id);
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON feedback
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON feedback TO lytt_app;
-- What is changed from here on, beside what was made of the answers.
ALTER TABLE discussion ADD COLUMN change_sealed bytea;
-- Questions to ask oneself when it does not go as hoped, in a unit's own words; every version is kept.
CREATE TABLE support (
    tenant_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    version bigint NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, version),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE support ENABLE ROW LEVEL SECURITY;
ALTER TABLE support FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON support
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON support TO lytt_app;
