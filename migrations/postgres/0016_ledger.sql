-- The activity ledger: which activity indicators a unit has taken up.
CREATE TABLE ledger_entry (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    indicator text NOT NULL,
    every text NOT NULL CHECK (every IN ('month', 'quarter', 'tertial', 'year')),
    taken_up_at timestamptz NOT NULL,
    taken_up_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE UNIQUE INDEX ledger_entry_by_unit_id ON ledger_entry (tenant_id, unit_id, indicator);
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ledger_entry
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON ledger_entry TO lytt_app;
-- Its figures. The newest of a period holds, one without a value takes it back; the earlier ones stay.
CREATE TABLE ledger_figure (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    ledger_entry_id uuid NOT NULL,
    period text NOT NULL,
    value double precision,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ledger_entry_id) REFERENCES ledger_entry (tenant_id, id)
);
CREATE INDEX ledger_figure_by_ledger_entry_id ON ledger_figure (tenant_id, ledger_entry_id);
ALTER TABLE ledger_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_figure FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ledger_figure
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON ledger_figure TO lytt_app;
-- What was decided about it. The newest holds; the earlier ones stay.
CREATE TABLE ledger_decision (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    ledger_entry_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('keep', 'supplement', 'replace', 'retired')),
    decided_on date NOT NULL,
    decided_by text NOT NULL,
    reason text NOT NULL,
    sunset_on date,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ledger_entry_id) REFERENCES ledger_entry (tenant_id, id)
);
CREATE INDEX ledger_decision_by_ledger_entry_id ON ledger_decision (tenant_id, ledger_entry_id);
ALTER TABLE ledger_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ledger_decision
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON ledger_decision TO lytt_app;
