-- What the service writes in its annual report. Every version is kept; the latest stands.
CREATE TABLE annual_text (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    year bigint NOT NULL,
    section text NOT NULL CHECK (section IN ('1', '2-3', '3-2', '5-3', '6-3', '6-4', '7', '8', '9')),
    body text NOT NULL,
    at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX annual_text_by_unit_id_year ON annual_text (tenant_id, unit_id, year);
ALTER TABLE annual_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE annual_text FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON annual_text
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON annual_text TO lytt_app;
