-- A tablet in a waiting room is known by the secret in its address; only a hash of it is kept. Local: it is read before a tenant is known.
CREATE TABLE room (
    hash bytea NOT NULL,
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX room_by_tenant_id ON room (tenant_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON room TO lytt_app;
-- How often somebody with the receipt of a request has tried to say who they are.
CREATE TABLE identity_try (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    tries bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
);
ALTER TABLE identity_try ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_try FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON identity_try
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_try TO lytt_app;
