-- An answer that somebody is to see: whose it is, by when, and what became of it. The answer stands in the response alone; chosen is the unit's own test (JSON) where it was not the form's.
CREATE TABLE notice (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    response_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    item TEXT NOT NULL,
    chosen TEXT,
    owner_id BLOB,
    answered_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    shown_at TEXT,
    seen_at TEXT,
    seen_by BLOB,
    reached_leader_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'seen', 'corrected', 'withdrawn')),
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, response_id, item),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id)
) STRICT;
CREATE INDEX notice_by_state_due_at ON notice (tenant_id, state, due_at);
CREATE INDEX notice_by_owner_id_answered_at ON notice (tenant_id, owner_id, answered_at);
CREATE INDEX notice_by_episode_id ON notice (tenant_id, episode_id);
-- From whose hands into whose a notice went, and who did it.
CREATE TABLE notice_handover (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    notice_id BLOB NOT NULL,
    from_owner BLOB,
    to_owner BLOB NOT NULL,
    handed_by BLOB NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, notice_id) REFERENCES notice (tenant_id, id)
) STRICT;
CREATE INDEX notice_handover_by_notice_id ON notice_handover (tenant_id, notice_id);
