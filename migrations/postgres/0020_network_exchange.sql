-- Where another organisation of a network takes in documents.
CREATE TABLE network_partner (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    network_id uuid NOT NULL,
    partner text NOT NULL,
    address text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
);
CREATE UNIQUE INDEX network_partner_by_partner ON network_partner (tenant_id, network_id, partner);
ALTER TABLE network_partner ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_partner FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network_partner
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_partner TO lytt_app;
-- What came from other organisations' servers: the text only as long as somebody has to decide about it.
CREATE TABLE network_arrival (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    network_id uuid NOT NULL,
    digest text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('joining', 'members', 'statement', 'withdrawal')),
    signer text NOT NULL,
    period text,
    state text NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'at-once', 'overtaken')),
    document text,
    came_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
);
CREATE UNIQUE INDEX network_arrival_by_digest ON network_arrival (tenant_id, network_id, digest);
ALTER TABLE network_arrival ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_arrival FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network_arrival
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_arrival TO lytt_app;
-- What goes to other organisations' servers, and what became of it.
CREATE TABLE network_sending (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    network_id uuid NOT NULL,
    partner text NOT NULL,
    digest text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('joining', 'members', 'statement', 'withdrawal')),
    period text,
    document text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'received', 'refused', 'given-up', 'called-off')),
    attempts bigint NOT NULL,
    next_at timestamptz NOT NULL,
    reason text NOT NULL,
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
);
CREATE UNIQUE INDEX network_sending_by_digest ON network_sending (tenant_id, network_id, partner, digest);
CREATE INDEX network_sending_by_next_at ON network_sending (tenant_id, state, next_at);
ALTER TABLE network_sending ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_sending FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON network_sending
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_sending TO lytt_app;
