-- Somebody near a patient who is asked too. Who it is and how to reach them is sealed with the person's key.
CREATE TABLE contact (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    respondent TEXT NOT NULL CHECK (respondent IN ('parent', 'next-of-kin', 'teacher')),
    language TEXT NOT NULL,
    sealed BLOB NOT NULL,
    added_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX contact_by_person_id ON contact (tenant_id, person_id);
-- The session agreed to be the last: what is asked at the end is asked around it.
ALTER TABLE session ADD COLUMN last INTEGER NOT NULL DEFAULT 0 CHECK (last IN (0, 1));
-- Instruments asked before this session beside the protocol.
ALTER TABLE session ADD COLUMN also TEXT NOT NULL DEFAULT '';
-- A request is known by what it is planned for (slot), so that planning again changes nothing that has
-- not changed; round counts how often it was planned anew after having been called off.
CREATE TABLE request_next (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    session_id BLOB,
    respondent TEXT NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    moment TEXT NOT NULL CHECK (moment IN ('referral', 'start', 'before-session', 'after-session', 'every-weeks', 'end', 'after-end')),
    instruments TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'invited', 'opened', 'partial', 'completed', 'declined', 'expired', 'superseded')),
    state_at TEXT NOT NULL,
    slot TEXT NOT NULL,
    round INTEGER NOT NULL,
    contact_id BLOB,
    channels TEXT NOT NULL,
    remind_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, episode_id, slot),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id)
) STRICT;
INSERT INTO request_next
SELECT tenant_id, id, episode_id, person_id, session_id, respondent, moment, instruments, opens_at, closes_at, state,
    state_at, respondent || '/' || moment || '/' || lower(hex(session_id)), 1, NULL, '', NULL
FROM request;
-- What says that answers are stored; a second sending with the same key and body gets it again.
CREATE TABLE receipt (
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    browser BLOB NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
) STRICT;
INSERT INTO receipt SELECT tenant_id, id, '', x'', completed_by, state_at FROM request WHERE completed_by IS NOT NULL;
DROP TABLE request;
ALTER TABLE request_next RENAME TO request;
CREATE INDEX request_by_state_closes_at ON request (tenant_id, state, closes_at);
CREATE INDEX request_by_session_id ON request (tenant_id, session_id);
-- Answers can be corrected (a later revision counts) or taken back; the earlier ones are kept as they were.
CREATE TABLE response_next (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    session_id BLOB,
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    respondent TEXT NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    mode TEXT NOT NULL CHECK (mode IN ('link', 'room', 'staff', 'paper', 'import')),
    device TEXT NOT NULL CHECK (device IN ('phone', 'tablet', 'computer', 'unknown')),
    timing TEXT NOT NULL CHECK (timing IN ('before', 'during', 'after', 'unscheduled')),
    language TEXT NOT NULL,
    wording_hash TEXT NOT NULL,
    started_at TEXT,
    answered_at TEXT NOT NULL,
    dated INTEGER NOT NULL CHECK (dated IN (0, 1)),
    occasion INTEGER,
    answers TEXT NOT NULL,
    text_sealed BLOB,
    import_key TEXT,
    revision INTEGER NOT NULL,
    ended_at TEXT,
    end_kind TEXT CHECK (end_kind IN ('corrected', 'withdrawn')),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, instrument, revision),
    UNIQUE (tenant_id, import_key),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
) STRICT;
INSERT INTO response_next SELECT tenant_id, id, request_id, episode_id, person_id, session_id, instrument, version, respondent, mode, device, timing, language, wording_hash, started_at, answered_at, dated, occasion, answers, text_sealed, import_key, 1, NULL, NULL FROM response;
DROP TABLE response;
ALTER TABLE response_next RENAME TO response;
CREATE INDEX response_by_episode_id_answered_at ON response (tenant_id, episode_id, answered_at);
-- A short code on a letter opens a request too; the mode says how whoever answers got there.
CREATE TABLE link_next (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'browser', 'code')),
    language TEXT,
    device TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    mode TEXT NOT NULL CHECK (mode IN ('link', 'room', 'staff', 'paper')),
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
INSERT INTO link_next
SELECT hash, tenant_id, request_id, kind, language, device, created_at, expires_at, ended_at, 'link' FROM link;
DROP TABLE link;
ALTER TABLE link_next RENAME TO link;
CREATE INDEX link_by_request_id ON link (tenant_id, request_id);
-- A version of a protocol that the tenant has made its own: the text of its file, never changed.
CREATE TABLE own_protocol (
    tenant_id BLOB NOT NULL,
    protocol TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, protocol, version),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
-- What another system said of an appointment, by its own key (as a keyed hash): what makes messages harmless when they come twice or in the wrong order.
CREATE TABLE calendar_entry (
    tenant_id BLOB NOT NULL,
    source TEXT NOT NULL,
    external_mac BLOB NOT NULL,
    revision INTEGER NOT NULL,
    revision_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('agreed', 'cancelled', 'no-show', 'held')),
    content_hash BLOB NOT NULL,
    session_id BLOB,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, source, external_mac),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
) STRICT;
CREATE INDEX calendar_entry_by_session_id ON calendar_entry (tenant_id, session_id);
-- A calendar that is read again and again. Its address may hold a secret and is sealed.
CREATE TABLE calendar_feed (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    source TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    mapping TEXT NOT NULL,
    url_sealed BLOB NOT NULL,
    every_minutes INTEGER NOT NULL,
    tried_at TEXT,
    read_at TEXT,
    outcome TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, source),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
-- What is to be sent, and what became of it. Address and text are sealed, and gone once it is sent.
CREATE TABLE message (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB,
    person_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder')),
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
CREATE INDEX message_by_state_next_at ON message (tenant_id, state, next_at);
CREATE INDEX message_by_reference ON message (tenant_id, reference);
-- An address that asked not to be written to, as a keyed hash.
CREATE TABLE opt_out (
    tenant_id BLOB NOT NULL,
    address_mac BLOB NOT NULL,
    at TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('link', 'reply', 'staff')),
    PRIMARY KEY (tenant_id, address_mac),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
