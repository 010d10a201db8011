-- The key an organisation signs with; the secret half is sealed under the organisation's own key.
CREATE TABLE signing_key (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    public_key TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
-- Networks that the organisation founded, was invited to, or takes part in.
CREATE TABLE network (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    founder_key TEXT NOT NULL,
    invitation TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('invited', 'asked', 'member', 'left', 'ended')),
    shows_name INTEGER NOT NULL CHECK (shows_name IN (0, 1)),
    member_number INTEGER NOT NULL,
    member_list TEXT,
    since_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
-- What has left of a period: for every network the same, whoever asks again.
CREATE TABLE network_release (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    period TEXT NOT NULL,
    statement TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX network_release_by_period ON network_release (tenant_id, period);
-- Signed documents, sent and received.
CREATE TABLE network_document (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    network_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('joining', 'statement', 'withdrawal')),
    own INTEGER NOT NULL CHECK (own IN (0, 1)),
    signer TEXT NOT NULL,
    period TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'withdrawn')),
    document TEXT NOT NULL,
    came_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by BLOB,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
) STRICT;
CREATE INDEX network_document_by_network_id ON network_document (tenant_id, network_id);
