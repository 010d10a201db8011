-- What became of the answers before a session: were they opened, were they spoken about. It names no clinician: it is counted for the service.
CREATE TABLE feedback (
    tenant_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    opened_at TEXT,
    discussed INTEGER CHECK (discussed IN (0, 1)),
    discussed_at TEXT,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
) STRICT;
CREATE INDEX feedback_by_episode_id ON feedback (tenant_id, episode_id);
-- What is changed from here on, beside what was made of the answers.
ALTER TABLE discussion ADD COLUMN change_sealed BLOB;
-- Questions to ask oneself when it does not go as hoped, in a unit's own words; every version is kept.
CREATE TABLE support (
    tenant_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, version),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
