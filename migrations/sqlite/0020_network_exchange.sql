-- Where another organisation of a network takes in documents.
CREATE TABLE network_partner (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    network_id BLOB NOT NULL,
    partner TEXT NOT NULL,
    address TEXT NOT NULL,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX network_partner_by_partner ON network_partner (tenant_id, network_id, partner);
-- What came from other organisations' servers: the text only as long as somebody has to decide about it.
CREATE TABLE network_arrival (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    network_id BLOB NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('joining', 'members', 'statement', 'withdrawal')),
    signer TEXT NOT NULL,
    period TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'at-once', 'overtaken')),
    document TEXT,
    came_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by BLOB,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX network_arrival_by_digest ON network_arrival (tenant_id, network_id, digest);
-- What goes to other organisations' servers, and what became of it.
CREATE TABLE network_sending (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    network_id BLOB NOT NULL,
    partner TEXT NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('joining', 'members', 'statement', 'withdrawal')),
    period TEXT,
    document TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'received', 'refused', 'given-up', 'called-off')),
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    state_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, network_id) REFERENCES network (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX network_sending_by_digest ON network_sending (tenant_id, network_id, partner, digest);
CREATE INDEX network_sending_by_next_at ON network_sending (tenant_id, state, next_at);
