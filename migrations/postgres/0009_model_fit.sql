-- A fitted model of what is usual on one scale, never changed: fitting again adds another.
CREATE TABLE model_fit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    instrument text NOT NULL,
    version bigint NOT NULL,
    scale text NOT NULL,
    source text NOT NULL CHECK (source IN ('own', 'reference')),
    reference text NOT NULL,
    fitted_at timestamptz NOT NULL,
    episodes bigint NOT NULL,
    measurements bigint NOT NULL,
    parameters text NOT NULL,
    quality text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX model_fit_by_instrument_scale ON model_fit (tenant_id, instrument, scale);
ALTER TABLE model_fit ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_fit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON model_fit
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON model_fit TO lytt_app;
