-- What the service writes in its annual report. Every version is kept; the latest stands.
CREATE TABLE annual_text (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    year INTEGER NOT NULL,
    section TEXT NOT NULL CHECK (section IN ('1', '2-3', '3-2', '5-3', '6-3', '6-4', '7', '8', '9')),
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
) STRICT;
CREATE INDEX annual_text_by_unit_id_year ON annual_text (tenant_id, unit_id, year);
