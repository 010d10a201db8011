-- A request that nobody could be told of, and why, so that a record is not opened every minute to find out again.
CREATE TABLE unreached (
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('protected', 'no-address', 'bad-address', 'opted-out', 'gone')),
    tried_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
) STRICT;
CREATE INDEX unreached_by_reason ON unreached (tenant_id, reason);
-- Where a message leads whoever wants no more of them. Read before the tenant is known; the address is a keyed hash.
CREATE TABLE stop_link (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    address_mac BLOB NOT NULL,
    language TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX message_by_address_mac ON message (tenant_id, address_mac);
