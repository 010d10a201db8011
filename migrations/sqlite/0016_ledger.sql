-- The activity ledger: which activity indicators a unit has taken up.
CREATE TABLE ledger_entry (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    indicator TEXT NOT NULL,
    every TEXT NOT NULL CHECK (every IN ('month', 'quarter', 'tertial', 'year')),
    taken_up_at TEXT NOT NULL,
    taken_up_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX ledger_entry_by_unit_id ON ledger_entry (tenant_id, unit_id, indicator);
-- Its figures. The newest of a period holds, one without a value takes it back; the earlier ones stay.
CREATE TABLE ledger_figure (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    ledger_entry_id BLOB NOT NULL,
    period TEXT NOT NULL,
    value REAL,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ledger_entry_id) REFERENCES ledger_entry (tenant_id, id)
) STRICT;
CREATE INDEX ledger_figure_by_ledger_entry_id ON ledger_figure (tenant_id, ledger_entry_id);
-- What was decided about it. The newest holds; the earlier ones stay.
CREATE TABLE ledger_decision (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    ledger_entry_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('keep', 'supplement', 'replace', 'retired')),
    decided_on TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    sunset_on TEXT,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ledger_entry_id) REFERENCES ledger_entry (tenant_id, id)
) STRICT;
CREATE INDEX ledger_decision_by_ledger_entry_id ON ledger_decision (tenant_id, ledger_entry_id);
