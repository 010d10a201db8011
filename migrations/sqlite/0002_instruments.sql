-- An instrument somebody is writing. Its content is in own_instrument_draft_content, the newest revision.
CREATE TABLE own_instrument_draft (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    base TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;

-- What a draft held, revision by revision: the latest ones, for going back and for a save that came late.
CREATE TABLE own_instrument_draft_content (
    tenant_id BLOB NOT NULL,
    draft_id BLOB NOT NULL,
    revision INTEGER NOT NULL,
    content TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, draft_id, revision),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES own_instrument_draft (tenant_id, id)
) STRICT;

-- A published version of an instrument of the tenant's own: its files, never changed.
CREATE TABLE own_instrument (
    tenant_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    files TEXT NOT NULL,
    checksum TEXT NOT NULL,
    published_at TEXT NOT NULL,
    published_by BLOB NOT NULL,
    withdrawn_at TEXT,
    PRIMARY KEY (tenant_id, instrument, version),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;

-- That the owner of an instrument's words lets the tenant use them, and which document says so.
CREATE TABLE wording_permission (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    holder TEXT NOT NULL,
    document TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    recorded_by BLOB NOT NULL,
    recorded_at TEXT NOT NULL,
    revoked_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX wording_permission_by_instrument ON wording_permission (tenant_id, instrument);

-- The owner's words, loaded by the tenant. The newest of a version and language counts; the rest is kept.
CREATE TABLE licensed_wording (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    instrument_version INTEGER NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    loaded_by BLOB NOT NULL,
    loaded_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX licensed_wording_by_instrument ON licensed_wording (tenant_id, instrument, instrument_version, language);
