-- Instruments that have been answered, with the rules they were scored by. Local: one program serves
-- every tenant. A version that is here never gets other rules.
CREATE TABLE used_definition (
    instrument TEXT NOT NULL,
    version INTEGER NOT NULL,
    rules_hash TEXT NOT NULL,
    first_used_at TEXT NOT NULL,
    PRIMARY KEY (instrument, version)
) STRICT;
