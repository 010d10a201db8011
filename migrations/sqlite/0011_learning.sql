-- A clinician opens the own results for one colleague, for a time. Nobody but the clinician does.
CREATE TABLE learning_grant (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    reader_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    FOREIGN KEY (owner_id) REFERENCES account (id),
    FOREIGN KEY (reader_id) REFERENCES account (id)
) STRICT;
CREATE INDEX learning_grant_by_owner_id ON learning_grant (tenant_id, owner_id);
CREATE INDEX learning_grant_by_reader_id ON learning_grant (tenant_id, reader_id);
-- That somebody else opened a clinician's results. The clinician sees it; it is never changed.
CREATE TABLE learning_look (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    reader_id BLOB NOT NULL,
    grant_id BLOB NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES learning_grant (tenant_id, id),
    FOREIGN KEY (owner_id) REFERENCES account (id),
    FOREIGN KEY (reader_id) REFERENCES account (id)
) STRICT;
CREATE INDEX learning_look_by_owner_id_at ON learning_look (tenant_id, owner_id, at);
CREATE INDEX learning_look_by_grant_id ON learning_look (tenant_id, grant_id);
