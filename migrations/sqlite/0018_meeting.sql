-- What becomes of a report: draft, in discussion, interpreted, published, and back. Every change is kept.
CREATE TABLE report_state (
    tenant_id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'discussion', 'interpreted', 'published')),
    at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER,
    PRIMARY KEY (tenant_id, report_id, seq),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
) STRICT;
-- What was decided over a report.
CREATE TABLE report_decision (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    written_by BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clinician', 'leader', 'analyst', 'patient-representative', 'administrator')),
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
) STRICT;
CREATE INDEX report_decision_by_report_id ON report_decision (tenant_id, report_id);
-- Something a unit tries, and which figure is to show it. The plan is never changed; what came of it stands in its steps.
CREATE TABLE improvement (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    report_id BLOB,
    instrument TEXT NOT NULL,
    scale TEXT NOT NULL,
    norms TEXT NOT NULL,
    first_point TEXT NOT NULL,
    last_point TEXT NOT NULL,
    figure TEXT NOT NULL CHECK (figure IN ('improvement', 'deterioration', 'recovery', 'change', 'coverage')),
    direction TEXT NOT NULL CHECK (direction IN ('up', 'down')),
    aim TEXT NOT NULL,
    tried TEXT NOT NULL,
    start_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES report (tenant_id, id)
) STRICT;
CREATE INDEX improvement_by_unit_id ON improvement (tenant_id, unit_id);
-- What was done and seen along the way, and how it ended.
CREATE TABLE improvement_step (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    improvement_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('do', 'study', 'review', 'stop')),
    happened_on TEXT NOT NULL,
    verdict TEXT CHECK (verdict IN ('adopt', 'adapt', 'abandon')),
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, improvement_id) REFERENCES improvement (tenant_id, id)
) STRICT;
CREATE INDEX improvement_step_by_improvement_id ON improvement_step (tenant_id, improvement_id);
-- It ends once.
CREATE UNIQUE INDEX improvement_step_stop ON improvement_step (tenant_id, improvement_id) WHERE kind = 'stop';
