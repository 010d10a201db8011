-- An instrument somebody is writing. Its content is in own_instrument_draft_content, the newest revision.
CREATE TABLE own_instrument_draft (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    base text NOT NULL,
    revision bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE own_instrument_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_instrument_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON own_instrument_draft
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_instrument_draft TO lytt_app;

-- What a draft held, revision by revision: the latest ones, for going back and for a save that came late.
CREATE TABLE own_instrument_draft_content (
    tenant_id uuid NOT NULL,
    draft_id uuid NOT NULL,
    revision bigint NOT NULL,
    content text NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, draft_id, revision),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES own_instrument_draft (tenant_id, id)
);
ALTER TABLE own_instrument_draft_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_instrument_draft_content FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON own_instrument_draft_content
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_instrument_draft_content TO lytt_app;

-- A published version of an instrument of the tenant's own: its files, never changed.
CREATE TABLE own_instrument (
    tenant_id uuid NOT NULL,
    instrument text NOT NULL,
    version bigint NOT NULL,
    files text NOT NULL,
    checksum text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, instrument, version),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
ALTER TABLE own_instrument ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_instrument FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON own_instrument
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON own_instrument TO lytt_app;

-- That the owner of an instrument's words lets the tenant use them, and which document says so.
CREATE TABLE wording_permission (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    instrument text NOT NULL,
    holder text NOT NULL,
    document text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX wording_permission_by_instrument ON wording_permission (tenant_id, instrument);
ALTER TABLE wording_permission ENABLE ROW LEVEL SECURITY;
ALTER TABLE wording_permission FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON wording_permission
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (revoked_at) ON wording_permission TO lytt_app;

-- The owner's words, loaded by the tenant. The newest of a version and language counts; the rest is kept.
CREATE TABLE licensed_wording (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    instrument text NOT NULL,
    instrument_version bigint NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    hash text NOT NULL,
    loaded_by uuid NOT NULL,
    loaded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX licensed_wording_by_instrument ON licensed_wording (tenant_id, instrument, instrument_version, language);
ALTER TABLE licensed_wording ENABLE ROW LEVEL SECURITY;
ALTER TABLE licensed_wording FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON licensed_wording
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON licensed_wording TO lytt_app;
