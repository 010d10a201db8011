-- A request that nobody could be told of, and why, so that a record is not opened every minute to find out again.
CREATE TABLE unreached (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('protected', 'no-address', 'bad-address', 'opted-out', 'gone')),
    tried_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
);
CREATE INDEX unreached_by_reason ON unreached (tenant_id, reason);
ALTER TABLE unreached ENABLE ROW LEVEL SECURITY;
ALTER TABLE unreached FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON unreached
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON unreached TO lytt_app;
-- Where a message leads whoever wants no more of them. Read before the tenant is known; the address is a keyed hash.
CREATE TABLE stop_link (
    hash bytea NOT NULL,
    tenant_id uuid NOT NULL,
    address_mac bytea NOT NULL,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
GRANT SELECT, INSERT ON stop_link TO lytt_app;
CREATE INDEX message_by_address_mac ON message (tenant_id, address_mac);
