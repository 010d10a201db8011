-- A one-page summary of a course: the patient sees it before anybody else does, and says yes or no to its going on.
CREATE TABLE summary (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    author_id BLOB NOT NULL,
    recipient TEXT NOT NULL CHECK (recipient IN ('municipality', 'gp', 'specialist', 'other')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'shown', 'agreed', 'declined', 'handed-over')),
    state_at TEXT NOT NULL,
    seen TEXT CHECK (seen IN ('own-pages', 'together')),
    words_sealed BLOB NOT NULL,
    facts_sealed BLOB,
    comment_sealed BLOB,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX summary_by_episode_id ON summary (tenant_id, episode_id, state_at);
CREATE INDEX summary_by_person_id ON summary (tenant_id, person_id);
