-- The same tables stand in the other database's folder under this file's name; a test compares them.
-- Every tenant table's keys begin with tenant_id.

-- The server works as lytt_app: neither owner, superuser nor BYPASSRLS. A login of its own that is a
-- member of lytt_app is best; any login that may become it will do.
DO $$ BEGIN
    CREATE ROLE lytt_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- An organisation. Local: read before any tenant is open.
CREATE TABLE tenant (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    key_sealed bytea NOT NULL,
    settings text NOT NULL,
    demo boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (slug)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant TO lytt_app;

-- A member of staff. Local: read at sign-in.
CREATE TABLE account (
    id uuid NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    password_hash text NOT NULL,
    totp_sealed bytea,
    totp_step bigint NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (login)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON account TO lytt_app;

-- One role of one account in one unit. Local: it is what proves that a tenant may be opened.
CREATE TABLE membership (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    unit_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, role, unit_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX membership_by_account_id ON membership (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO lytt_app;

-- A signed-in browser. Only the hash of its cookie is kept. Local.
CREATE TABLE sign_in (
    id_hash bytea NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz,
    device text NOT NULL,
    PRIMARY KEY (id_hash),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX sign_in_by_account_id ON sign_in (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in TO lytt_app;

-- Which request a link or an answering browser belongs to. Only hashes; nothing about the request. Local.
CREATE TABLE link (
    hash bytea NOT NULL,
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('link', 'browser')),
    language text,
    device text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX link_by_request_id ON link (tenant_id, request_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON link TO lytt_app;

-- A team, clinic or ward.
CREATE TABLE unit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    name text NOT NULL,
    protocol text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON unit
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON unit TO lytt_app;

-- A patient, without anything that says who it is. Losing key_sealed loses identity and free text for good.
CREATE TABLE person (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    birth_year bigint,
    sex text NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown')),
    language text NOT NULL,
    key_sealed bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON person
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO lytt_app;

-- Who a patient is, sealed with the person's own key.
CREATE TABLE identity (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    sealed bytea NOT NULL,
    external_mac bytea,
    PRIMARY KEY (tenant_id, person_id),
    UNIQUE (tenant_id, external_mac),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
ALTER TABLE identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON identity
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity TO lytt_app;

-- An episode of care.
CREATE TABLE episode (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    referred_on date NOT NULL,
    started_on date,
    ended_on date,
    end_kind text CHECK (end_kind IN ('planned', 'left', 'transferred', 'not-started', 'unknown')),
    problem text NOT NULL CHECK (problem IN ('depression', 'anxiety', 'trauma', 'sleep', 'stress', 'other', 'unknown')),
    course text NOT NULL CHECK (course IN ('individual', 'guided-self-help', 'group', 'unknown')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX episode_by_person_id ON episode (tenant_id, person_id);
CREATE INDEX episode_by_unit_id_ended_on ON episode (tenant_id, unit_id, ended_on);
ALTER TABLE episode ENABLE ROW LEVEL SECURITY;
ALTER TABLE episode FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON episode
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON episode TO lytt_app;

-- Who treats whom: what lets a clinician open a patient.
CREATE TABLE episode_clinician (
    tenant_id uuid NOT NULL,
    episode_id uuid NOT NULL,
    account_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, episode_id, account_id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX episode_clinician_by_account_id ON episode_clinician (tenant_id, account_id);
ALTER TABLE episode_clinician ENABLE ROW LEVEL SECURITY;
ALTER TABLE episode_clinician FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON episode_clinician
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON episode_clinician TO lytt_app;

-- An appointment.
CREATE TABLE session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    clinician_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'held', 'cancelled', 'no-show')),
    kind text NOT NULL CHECK (kind IN ('treatment', 'assessment')),
    mode text NOT NULL CHECK (mode IN ('in-person', 'video', 'phone', 'group', 'guided-self-help')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX session_by_clinician_id_starts_at ON session (tenant_id, clinician_id, starts_at);
CREATE INDEX session_by_episode_id_starts_at ON session (tenant_id, episode_id, starts_at);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON session
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO lytt_app;

-- One respondent asked at one moment.
CREATE TABLE request (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    respondent text NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    moment text NOT NULL CHECK (moment IN ('start', 'before-session', 'after-session', 'end')),
    instruments text NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'invited', 'opened', 'partial', 'completed', 'declined', 'expired', 'superseded')),
    state_at timestamptz NOT NULL,
    completed_by bytea,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, respondent, moment),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX request_by_state_closes_at ON request (tenant_id, state, closes_at);
CREATE INDEX request_by_episode_id ON request (tenant_id, episode_id);
ALTER TABLE request ENABLE ROW LEVEL SECURITY;
ALTER TABLE request FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON request
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON request TO lytt_app;

-- An answer saved while answering, by one browser; gone once the answers are received.
CREATE TABLE draft (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    browser bytea NOT NULL,
    instrument text NOT NULL,
    item text NOT NULL,
    value double precision,
    text_sealed bytea,
    declined boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id, browser, instrument, item),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
);
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON draft
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO lytt_app;

-- The answers to one instrument version. Numbers in answers; free text sealed.
CREATE TABLE response (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id uuid,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    instrument text NOT NULL,
    version bigint NOT NULL,
    respondent text NOT NULL CHECK (respondent IN ('patient', 'parent', 'next-of-kin', 'teacher', 'clinician')),
    mode text NOT NULL CHECK (mode IN ('link', 'staff', 'paper', 'import')),
    device text NOT NULL CHECK (device IN ('phone', 'tablet', 'computer', 'unknown')),
    timing text NOT NULL CHECK (timing IN ('before', 'during', 'after', 'unscheduled')),
    language text NOT NULL,
    wording_hash text NOT NULL,
    started_at timestamptz,
    answered_at timestamptz NOT NULL,
    dated boolean NOT NULL,
    occasion bigint,
    answers text NOT NULL,
    text_sealed bytea,
    import_key text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, instrument),
    UNIQUE (tenant_id, import_key),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX response_by_episode_id_answered_at ON response (tenant_id, episode_id, answered_at);
ALTER TABLE response ENABLE ROW LEVEL SECURITY;
ALTER TABLE response FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON response
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON response TO lytt_app;

-- What one scale of one response yields: a value, or why there is none.
CREATE TABLE score (
    tenant_id uuid NOT NULL,
    response_id uuid NOT NULL,
    scale text NOT NULL,
    episode_id uuid NOT NULL,
    instrument text NOT NULL,
    version bigint NOT NULL,
    value double precision,
    band text,
    reason text,
    unanswered bigint NOT NULL,
    answered_at timestamptz NOT NULL,
    occasion bigint,
    PRIMARY KEY (tenant_id, response_id, scale),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
);
CREATE INDEX score_by_instrument_scale_episode_id ON score (tenant_id, instrument, scale, episode_id);
CREATE INDEX score_by_episode_id ON score (tenant_id, episode_id);
ALTER TABLE score ENABLE ROW LEVEL SECURITY;
ALTER TABLE score FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON score
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON score TO lytt_app;

-- What clinician and patient made of the answers.
CREATE TABLE discussion (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    episode_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    author_id uuid NOT NULL,
    at timestamptz NOT NULL,
    shared boolean NOT NULL,
    note_sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX discussion_by_episode_id_at ON discussion (tenant_id, episode_id, at);
ALTER TABLE discussion ENABLE ROW LEVEL SECURITY;
ALTER TABLE discussion FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON discussion
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON discussion TO lytt_app;

-- A registry report: one unit, one metric, one period.
CREATE TABLE report (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    instrument text NOT NULL,
    scale text NOT NULL,
    norms text NOT NULL,
    first_point text NOT NULL,
    last_point text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, unit_id, instrument, scale, norms, first_point, last_point, from_on, to_on),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE report ENABLE ROW LEVEL SECURITY;
ALTER TABLE report FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON report
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON report TO lytt_app;

-- A frozen result, never changed.
CREATE TABLE report_version (
    tenant_id uuid NOT NULL,
    report_id uuid NOT NULL,
    version bigint NOT NULL,
    data_at timestamptz NOT NULL,
    content text NOT NULL,
    checksum text NOT NULL,
    frozen_at timestamptz NOT NULL,
    frozen_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, report_id, version),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
);
ALTER TABLE report_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON report_version
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON report_version TO lytt_app;

-- What somebody reads out of a report; dissent is kept beside agreement.
CREATE TABLE interpretation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    figure text NOT NULL,
    author_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    at timestamptz NOT NULL,
    stance text NOT NULL CHECK (stance IN ('reading', 'agrees', 'dissents')),
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
);
CREATE INDEX interpretation_by_report_id_at ON interpretation (tenant_id, report_id, at);
ALTER TABLE interpretation ENABLE ROW LEVEL SECURITY;
ALTER TABLE interpretation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON interpretation
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON interpretation TO lytt_app;

-- Every write, and every read of a person, in a chain of hashes.
CREATE TABLE audit (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    fields text NOT NULL,
    reason text NOT NULL,
    correlation text NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX audit_by_subject ON audit (tenant_id, subject);
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON audit TO lytt_app;

-- The end of each chain.
CREATE TABLE audit_head (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit_head
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_head TO lytt_app;
