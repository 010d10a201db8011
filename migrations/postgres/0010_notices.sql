-- An answer that somebody is to see: whose it is, by when, and what became of it. The answer stands in the response alone; chosen is the unit's own test (JSON) where it was not the form's.
CREATE TABLE notice (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    response_id uuid NOT NULL,
    instrument text NOT NULL,
    item text NOT NULL,
    chosen text,
    owner_id uuid,
    answered_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    shown_at timestamptz,
    seen_at timestamptz,
    seen_by uuid,
    reached_leader_at timestamptz,
    state text NOT NULL CHECK (state IN ('waiting', 'seen', 'corrected', 'withdrawn')),
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, response_id, item),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id)
);
CREATE INDEX notice_by_state_due_at ON notice (tenant_id, state, due_at);
CREATE INDEX notice_by_owner_id_answered_at ON notice (tenant_id, owner_id, answered_at);
CREATE INDEX notice_by_episode_id ON notice (tenant_id, episode_id);
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON notice
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON notice TO lytt_app;
-- From whose hands into whose a notice went, and who did it.
CREATE TABLE notice_handover (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    notice_id uuid NOT NULL,
    from_owner uuid,
    to_owner uuid NOT NULL,
    handed_by uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, notice_id) REFERENCES notice (tenant_id, id)
);
CREATE INDEX notice_handover_by_notice_id ON notice_handover (tenant_id, notice_id);
ALTER TABLE notice_handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_handover FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON notice_handover
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON notice_handover TO lytt_app;
