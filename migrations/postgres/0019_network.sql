-- The key an organisation signs with; the secret half is sealed under the organisation's own key.
CREATE TABLE signing_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    public_key text NOT NULL,
    secret_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE signing_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON signing_key
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON signing_key TO lytt_app;
-- Networks that the organisation founded, was invited to, or takes part in.
CREATE TABLE network (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    founder_key text NOT NULL,
    invitation text NOT NULL,
    standing text NOT NULL CHECK (standing IN ('invited', 'asked', 'member', 'left', 'ended')),
    shows_name boolean NOT NULL,
    member_number bigint NOT NULL,
    member_list text,
    since_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE network ENABLE ROW LEVEL SECURITY;
ALTER TABLE network FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON network TO lytt_app;
-- What has left of a period: for every network the same, whoever asks again.
CREATE TABLE network_release (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    period text NOT NULL,
    statement text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE UNIQUE INDEX network_release_by_period ON network_release (tenant_id, period);
ALTER TABLE network_release ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_release FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network_release
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON network_release TO lytt_app;
-- Signed documents, sent and received.
CREATE TABLE network_document (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    network_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('joining', 'statement', 'withdrawal')),
    own boolean NOT NULL,
    signer text NOT NULL,
    period text,
    state text NOT NULL CHECK (state IN ('waiting', 'taken', 'withdrawn')),
    document text NOT NULL,
    came_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
);
CREATE INDEX network_document_by_network_id ON network_document (tenant_id, network_id);
ALTER TABLE network_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_document FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network_document
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_document TO lytt_app;
