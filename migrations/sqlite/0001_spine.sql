-- The same tables stand in the other database's folder under this file's name; a test compares them.
-- Every tenant table's keys begin with tenant_id.

-- An organisation. Local: read before any tenant is open.
CREATE TABLE tenant (
    id BLOB NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    key_sealed BLOB NOT NULL,
    settings TEXT NOT NULL,
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (slug)
) STRICT;

-- A member of staff. Local: read at sign-in.
CREATE TABLE account (
    id BLOB NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    totp_sealed BLOB,
    totp_step INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (login)
) STRICT;

-- One role of one account in one unit. Local: it is what proves that a tenant may be opened.
CREATE TABLE membership (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    unit_id BLOB NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, role, unit_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT;
CREATE INDEX membership_by_account_id ON membership (account_id);

-- A signed-in browser. Only the hash of its cookie is kept. Local.
CREATE TABLE sign_in (
    id_hash BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT,
    device TEXT NOT NULL,
    PRIMARY KEY (id_hash),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT;
CREATE INDEX sign_in_by_account_id ON sign_in (account_id);

-- Which request a link or an answering browser belongs to. Only hashes; nothing about the request. Local.
CREATE TABLE link (
    hash BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'browser')),
    language TEXT,
    device TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX link_by_request_id ON link (tenant_id, request_id);

-- A team, clinic or ward.
CREATE TABLE unit (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    parent_id BLOB,
    name TEXT NOT NULL,
    protocol TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;

-- A patient, without anything that says who it is. Losing key_sealed loses identity and free text for good.
CREATE TABLE person (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    birth_year INTEGER,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown')),
    language TEXT NOT NULL,
    key_sealed BLOB,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;

-- Who a patient is, sealed with the person's own key.
CREATE TABLE identity (
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    external_mac BLOB,
    PRIMARY KEY (tenant_id, person_id),
    UNIQUE (tenant_id, external_mac),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;

-- An episode of care.
CREATE TABLE episode (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    referred_on TEXT NOT NULL,
    started_on TEXT,
    ended_on TEXT,
    end_kind TEXT CHECK (end_kind IN ('planned', 'left', 'transferred', 'not-started', 'unknown')),
    problem TEXT NOT NULL CHECK (problem IN ('depression', 'anxiety', 'trauma', 'sleep', 'stress', 'other', 'unknown')),
    course TEXT NOT NULL CHECK (course IN ('individual', 'guided-self-help', 'group', 'unknown')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
CREATE INDEX episode_by_person_id ON episode (tenant_id, person_id);
CREATE INDEX episode_by_unit_id_ended_on ON episode (tenant_id, unit_id, ended_on);

-- Who treats whom: what lets a clinician open a patient.
CREATE TABLE episode_clinician (
    tenant_id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (tenant_id, episode_id, account_id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT;
CREATE INDEX episode_clinician_by_account_id ON episode_clinician (tenant_id, account_id);

-- An appointment.
CREATE TABLE session (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    clinician_id BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled', 'no-show')),
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'assessment')),
    mode TEXT NOT NULL CHECK (mode IN ('in-person', 'video', 'phone', 'group', 'guided-self-help')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX session_by_clinician_id_starts_at ON session (tenant_id, clinician_id, starts_at);
CREATE INDEX session_by_episode_id_starts_at ON session (tenant_id, episode_id, starts_at);

-- One respondent asked at one moment.
CREATE TABLE request (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    session_id BLOB,
    respondent TEXT NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    moment TEXT NOT NULL CHECK (moment IN ('start', 'before-session', 'after-session', 'end')),
    instruments TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'invited', 'opened', 'partial', 'completed', 'declined', 'expired', 'superseded')),
    state_at TEXT NOT NULL,
    completed_by BLOB,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, respondent, moment),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
) STRICT;
CREATE INDEX request_by_state_closes_at ON request (tenant_id, state, closes_at);
CREATE INDEX request_by_episode_id ON request (tenant_id, episode_id);

-- An answer saved while answering, by one browser; gone once the answers are received.
CREATE TABLE draft (
    tenant_id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    instrument TEXT NOT NULL,
    item TEXT NOT NULL,
    value REAL,
    text_sealed BLOB,
    declined INTEGER NOT NULL CHECK (declined IN (0, 1)),
    at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id, browser, instrument, item),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
) STRICT;

-- The answers to one instrument version. Numbers in answers; free text sealed.
CREATE TABLE response (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    session_id BLOB,
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    respondent TEXT NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    mode TEXT NOT NULL CHECK (mode IN ('link', 'staff', 'paper', 'import')),
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
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, instrument),
    UNIQUE (tenant_id, import_key),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
) STRICT;
CREATE INDEX response_by_episode_id_answered_at ON response (tenant_id, episode_id, answered_at);

-- What one scale of one response yields: a value, or why there is none.
CREATE TABLE score (
    tenant_id BLOB NOT NULL,
    response_id BLOB NOT NULL,
    scale TEXT NOT NULL,
    episode_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    value REAL,
    band TEXT,
    reason TEXT,
    unanswered INTEGER NOT NULL,
    answered_at TEXT NOT NULL,
    occasion INTEGER,
    PRIMARY KEY (tenant_id, response_id, scale),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
) STRICT;
CREATE INDEX score_by_instrument_scale_episode_id ON score (tenant_id, instrument, scale, episode_id);
CREATE INDEX score_by_episode_id ON score (tenant_id, episode_id);

-- What clinician and patient made of the answers.
CREATE TABLE discussion (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    session_id BLOB,
    author_id BLOB NOT NULL,
    at TEXT NOT NULL,
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    note_sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
) STRICT;
CREATE INDEX discussion_by_episode_id_at ON discussion (tenant_id, episode_id, at);

-- A registry report: one unit, one metric, one period.
CREATE TABLE report (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    scale TEXT NOT NULL,
    norms TEXT NOT NULL,
    first_point TEXT NOT NULL,
    last_point TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, unit_id, instrument, scale, norms, first_point, last_point, from_on, to_on),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;

-- A frozen result, never changed.
CREATE TABLE report_version (
    tenant_id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    data_at TEXT NOT NULL,
    content TEXT NOT NULL,
    checksum TEXT NOT NULL,
    frozen_at TEXT NOT NULL,
    frozen_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, report_id, version),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
) STRICT;

-- What somebody reads out of a report; dissent is kept beside agreement.
CREATE TABLE interpretation (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    figure TEXT NOT NULL,
    author_id BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    at TEXT NOT NULL,
    stance TEXT NOT NULL CHECK (stance IN ('reading', 'agrees', 'dissents')),
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
) STRICT;
CREATE INDEX interpretation_by_report_id_at ON interpretation (tenant_id, report_id, at);

-- Every write, and every read of a person, in a chain of hashes.
CREATE TABLE audit (
    tenant_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    correlation TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
CREATE INDEX audit_by_subject ON audit (tenant_id, subject);

-- The end of each chain.
CREATE TABLE audit_head (
    tenant_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) STRICT;
