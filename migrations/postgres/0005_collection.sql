-- Somebody near a patient who is asked too. Who it is and how to reach them is sealed with the person's key.
CREATE TABLE contact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    respondent text NOT NULL CHECK (respondent IN ('parent', 'next-of-kin', 'teacher')),
    language text NOT NULL,
    sealed bytea NOT NULL,
    added_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX contact_by_person_id ON contact (tenant_id, person_id);
ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON contact TO lytt_app;
-- The session agreed to be the last: what is asked at the end is asked around it.
ALTER TABLE session ADD COLUMN last boolean NOT NULL DEFAULT false;
-- Instruments asked before this session beside the protocol.
ALTER TABLE session ADD COLUMN also text NOT NULL DEFAULT '';
-- A request is known by what it is planned for (slot), so that planning again changes nothing that has
-- not changed; round counts how often it was planned anew after having been called off.
ALTER TABLE request
    ADD COLUMN slot text NOT NULL DEFAULT '',
    ADD COLUMN round bigint NOT NULL DEFAULT 1,
    ADD COLUMN contact_id uuid,
    ADD COLUMN channels text NOT NULL DEFAULT '',
    ADD COLUMN remind_at timestamptz,
    DROP CONSTRAINT request_moment_check,
    DROP CONSTRAINT request_tenant_id_session_id_respondent_moment_key,
    ADD CONSTRAINT request_moment_check CHECK (moment IN ('referral', 'start', 'before-session', 'after-session', 'every-weeks', 'end', 'after-end')),
    ADD FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id);
UPDATE request SET slot = respondent || '/' || moment || '/' || replace(session_id::text, '-', '');
ALTER TABLE request
    ALTER COLUMN slot DROP DEFAULT,
    ALTER COLUMN round DROP DEFAULT,
    ALTER COLUMN channels DROP DEFAULT,
    ADD UNIQUE (tenant_id, episode_id, slot);
DROP INDEX request_by_episode_id;
CREATE INDEX request_by_session_id ON request (tenant_id, session_id);
-- What says that answers are stored; a second sending with the same key and body gets it again.
CREATE TABLE receipt (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    browser bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id)
);
ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON receipt
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON receipt TO lytt_app;
INSERT INTO receipt SELECT tenant_id, id, '', '', completed_by, state_at FROM request WHERE completed_by IS NOT NULL;
ALTER TABLE request DROP COLUMN completed_by;
-- Answers can be corrected (a later revision counts) or taken back; the earlier ones are kept as they were.
ALTER TABLE response
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN end_kind text CHECK (end_kind IN ('corrected', 'withdrawn')),
    DROP CONSTRAINT response_mode_check,
    DROP CONSTRAINT response_tenant_id_request_id_instrument_key,
    ADD CONSTRAINT response_mode_check CHECK (mode IN ('link', 'room', 'staff', 'paper', 'import')),
    ADD UNIQUE (tenant_id, request_id, instrument, revision);
ALTER TABLE response ALTER COLUMN revision DROP DEFAULT;
-- A short code on a letter opens a request too; the mode says how whoever answers got there.
ALTER TABLE link
    ADD COLUMN mode text NOT NULL DEFAULT 'link' CHECK (mode IN ('link', 'room', 'staff', 'paper')),
    DROP CONSTRAINT link_kind_check,
    ADD CONSTRAINT link_kind_check CHECK (kind IN ('link', 'browser', 'code'));
ALTER TABLE link ALTER COLUMN mode DROP DEFAULT;
-- A version of a protocol that the tenant has made its own: the text of its file, never changed.
CREATE TABLE own_protocol (
    tenant_id uuid NOT NULL,
    protocol text NOT NULL,
    version bigint NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, protocol, version),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE own_protocol ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_protocol FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON own_protocol
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON own_protocol TO lytt_app;
-- What another system said of an appointment, by its own key (as a keyed hash): what makes messages harmless when they come twice or in the wrong order.
CREATE TABLE calendar_entry (
    tenant_id uuid NOT NULL,
    source text NOT NULL,
    external_mac bytea NOT NULL,
    revision bigint NOT NULL,
    revision_at timestamptz,
    state text NOT NULL CHECK (state IN ('agreed', 'cancelled', 'no-show', 'held')),
    content_hash bytea NOT NULL,
    session_id uuid,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, source, external_mac),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX calendar_entry_by_session_id ON calendar_entry (tenant_id, session_id);
ALTER TABLE calendar_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON calendar_entry
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_entry TO lytt_app;
-- A calendar that is read again and again. Its address may hold a secret and is sealed.
CREATE TABLE calendar_feed (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    source text NOT NULL,
    unit_id uuid NOT NULL,
    mapping text NOT NULL,
    url_sealed bytea NOT NULL,
    every_minutes bigint NOT NULL,
    tried_at timestamptz,
    read_at timestamptz,
    outcome text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, source),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_feed FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON calendar_feed
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO lytt_app;
-- What is to be sent, and what became of it. Address and text are sealed, and gone once it is sent.
CREATE TABLE message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id uuid,
    person_id uuid,
    kind text NOT NULL CHECK (kind IN ('invitation', 'reminder')),
    round bigint NOT NULL,
    channel text NOT NULL CHECK (channel IN ('sms', 'email')),
    address_mac bytea NOT NULL,
    sealed bytea,
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'cancelled')),
    attempts bigint NOT NULL,
    next_at timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    provider text NOT NULL,
    reference text,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, kind, round),
    FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX message_by_state_next_at ON message (tenant_id, state, next_at);
CREATE INDEX message_by_reference ON message (tenant_id, reference);
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON message TO lytt_app;
-- An address that asked not to be written to, as a keyed hash.
CREATE TABLE opt_out (
    tenant_id uuid NOT NULL,
    address_mac bytea NOT NULL,
    at timestamptz NOT NULL,
    how text NOT NULL CHECK (how IN ('link', 'reply', 'staff')),
    PRIMARY KEY (tenant_id, address_mac),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE opt_out ENABLE ROW LEVEL SECURITY;
ALTER TABLE opt_out FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON opt_out
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON opt_out TO lytt_app;
