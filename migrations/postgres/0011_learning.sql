-- A clinician opens the own results for one colleague, for a time. Nobody but the clinician does.
CREATE TABLE learning_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    purpose text NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    FOREIGN KEY (owner_id) REFERENCES account (id),
    FOREIGN KEY (reader_id) REFERENCES account (id)
);
CREATE INDEX learning_grant_by_owner_id ON learning_grant (tenant_id, owner_id);
CREATE INDEX learning_grant_by_reader_id ON learning_grant (tenant_id, reader_id);
ALTER TABLE learning_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON learning_grant
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (revoked_at) ON learning_grant TO lytt_app;
-- That somebody else opened a clinician's results. The clinician sees it; it is never changed.
CREATE TABLE learning_look (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES learning_grant (tenant_id, id),
    FOREIGN KEY (owner_id) REFERENCES account (id),
    FOREIGN KEY (reader_id) REFERENCES account (id)
);
CREATE INDEX learning_look_by_owner_id_at ON learning_look (tenant_id, owner_id, at);
CREATE INDEX learning_look_by_grant_id ON learning_look (tenant_id, grant_id);
ALTER TABLE learning_look ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning_look FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON learning_look
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON learning_look TO lytt_app;
