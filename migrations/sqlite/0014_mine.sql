-- A patient's own pages: one row for each patient who has been given a way there, the latest. How often somebody has tried to say who they are, and the code that was asked for last, as a keyed hash.
CREATE TABLE own_page (
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    tries INTEGER NOT NULL,
    misses INTEGER NOT NULL,
    code_mac BLOB,
    code_at TEXT,
    code_tries INTEGER NOT NULL,
    code_way TEXT CHECK (code_way IN ('sms', 'email', 'room')),
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
-- The links to them, by hash. Local: read before a tenant is known.
CREATE TABLE own_link (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    language TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX own_link_by_tenant_id_person_id ON own_link (tenant_id, person_id);
-- Browsers that are in, or on their way in: until proved_at is there, only the date of birth was right. Local.
CREATE TABLE own_session (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    language TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    proved_at TEXT,
    ended_at TEXT,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX own_session_by_tenant_id_person_id ON own_session (tenant_id, person_id);
-- Why a patient corrected answers afterwards, by the response that counts since; sealed with the person's own key.
CREATE TABLE correction (
    tenant_id BLOB NOT NULL,
    response_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    at TEXT NOT NULL,
    reason_sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, response_id),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX correction_by_person_id ON correction (tenant_id, person_id);
-- A message tells of a request, or of a patient's own pages: the way there, and the code that was asked for.
CREATE TABLE message_next (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB,
    person_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder', 'own-page', 'code')),
    round INTEGER NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    address_mac BLOB NOT NULL,
    sealed BLOB,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    not_after TEXT NOT NULL,
    provider TEXT NOT NULL,
    reference TEXT,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, kind, round),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
INSERT INTO message_next SELECT tenant_id, id, request_id, person_id, kind, round, channel, address_mac, sealed, state, attempts, next_at, not_after, provider, reference, reason, created_at, state_at FROM message;
DROP TABLE message;
ALTER TABLE message_next RENAME TO message;
CREATE INDEX message_by_state_next_at ON message (tenant_id, state, next_at);
CREATE INDEX message_by_reference ON message (tenant_id, reference);
CREATE INDEX message_by_address_mac ON message (tenant_id, address_mac);
CREATE INDEX message_by_person_id ON message (tenant_id, person_id);
