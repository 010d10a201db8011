-- A tablet in a waiting room is known by the secret in its address; only a hash of it is kept. Local: it is read before a tenant is known.
CREATE TABLE room (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX room_by_tenant_id ON room (tenant_id);
-- How often somebody with the receipt of a request has tried to say who they are.
CREATE TABLE identity_try (
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    tries INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
) STRICT;
