CREATE TABLE receipt (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    browser bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
);
ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON receipt
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON receipt TO lytt_app;
