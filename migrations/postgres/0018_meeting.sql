-- What becomes of a report: draft, in discussion, interpreted, published, and back. Every change is kept.
CREATE TABLE report_state (
    tenant_id uuid NOT NULL,
    report_id uuid NOT NULL,
    seq bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'discussion', 'interpreted', 'published')),
    at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    reason text NOT NULL,
    version bigint,
    PRIMARY KEY (tenant_id, report_id, seq),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
);
ALTER TABLE report_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_state FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON report_state
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON report_state TO lytt_app;
-- What was decided over a report.
CREATE TABLE report_decision (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    written_by uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    at timestamptz NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
);
CREATE INDEX report_decision_by_report_id ON report_decision (tenant_id, report_id);
ALTER TABLE report_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON report_decision
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON report_decision TO lytt_app;
-- Something a unit tries, and which figure is to show it. The plan is never changed; what came of it stands in its steps.
CREATE TABLE improvement (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    report_id uuid,
    instrument text NOT NULL,
    scale text NOT NULL,
    norms text NOT NULL,
    first_point text NOT NULL,
    last_point text NOT NULL,
    figure text NOT NULL CHECK (figure IN ('improvement', 'deterioration', 'recovery', 'change', 'coverage')),
    direction text NOT NULL CHECK (direction IN ('up', 'down')),
    aim text NOT NULL,
    tried text NOT NULL,
    start_on date NOT NULL,
    review_on date NOT NULL,
    at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
);
CREATE INDEX improvement_by_unit_id ON improvement (tenant_id, unit_id);
ALTER TABLE improvement ENABLE ROW LEVEL SECURITY;
ALTER TABLE improvement FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON improvement
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON improvement TO lytt_app;
-- What was done and seen along the way, and how it ended.
CREATE TABLE improvement_step (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    improvement_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('do', 'study', 'review', 'stop')),
    happened_on date NOT NULL,
    verdict text CHECK (verdict IN ('adopt', 'adapt', 'abandon')),
    body text NOT NULL,
    at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, improvement_id) REFERENCES improvement (tenant_id, id)
);
CREATE INDEX improvement_step_by_improvement_id ON improvement_step (tenant_id, improvement_id);
-- It ends once.
CREATE UNIQUE INDEX improvement_step_stop ON improvement_step (tenant_id, improvement_id) WHERE kind = 'stop';
ALTER TABLE improvement_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE improvement_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON improvement_step
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT ON improvement_step TO lytt_app;
