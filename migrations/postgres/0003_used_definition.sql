-- Instruments that have been answered, with the rules they were scored by. Local: one program serves
-- every tenant. A version that is here never gets other rules.
CREATE TABLE used_definition (
    instrument text NOT NULL,
    version bigint NOT NULL,
    rules_hash text NOT NULL,
    first_used_at timestamptz NOT NULL,
    PRIMARY KEY (instrument, version)
);
GRANT SELECT, INSERT ON used_definition TO lytt_app;
