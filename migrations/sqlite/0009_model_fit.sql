-- A fitted model of what is usual on one scale, never changed: fitting again adds another.
CREATE TABLE model_fit (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    scale TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('own', 'reference')),
    reference TEXT NOT NULL,
    fitted_at TEXT NOT NULL,
    episodes INTEGER NOT NULL,
    measurements INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    quality TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
CREATE INDEX model_fit_by_instrument_scale ON model_fit (tenant_id, instrument, scale);
