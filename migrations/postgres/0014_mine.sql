-- A patient's own pages: one row for each patient who has been given a way there, the latest. How often somebody has tried to say who they are, and the code that was asked for last, as a keyed hash.
CREATE TABLE own_page (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    tries bigint NOT NULL,
    misses bigint NOT NULL,
    code_mac bytea,
    code_at timestamptz,
    code_tries bigint NOT NULL,
    code_way text CHECK (code_way IN ('sms', 'email', 'room')),
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
ALTER TABLE own_page ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_page FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON own_page
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_page TO lytt_app;
-- The links to them, by hash. Local: read before a tenant is known.
CREATE TABLE own_link (
    hash bytea NOT NULL,
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX own_link_by_tenant_id_person_id ON own_link (tenant_id, person_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_link TO lytt_app;
-- Browsers that are in, or on their way in: until proved_at is there, only the date of birth was right. Local.
CREATE TABLE own_session (
    hash bytea NOT NULL,
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    proved_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (hash),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX own_session_by_tenant_id_person_id ON own_session (tenant_id, person_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_session TO lytt_app;
-- Why a patient corrected answers afterwards, by the response that counts since; sealed with the person's own key.
CREATE TABLE correction (
    tenant_id uuid NOT NULL,
    response_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    reason_sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, response_id),
    FOREIGN KEY (tenant_id, response_id) REFERENCES response (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX correction_by_person_id ON correction (tenant_id, person_id);
ALTER TABLE correction ENABLE ROW LEVEL SECURITY;
ALTER TABLE correction FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON correction
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON correction TO lytt_app;
-- A message tells of a request, or of a patient's own pages: the way there, and the code that was asked for.
ALTER TABLE message
    DROP CONSTRAINT message_kind_check,
    ADD CONSTRAINT message_kind_check CHECK (kind IN ('invitation', 'reminder', 'own-page', 'code'));
CREATE INDEX message_by_person_id ON message (tenant_id, person_id);
