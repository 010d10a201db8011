-- Where a member of staff is written to. They type it themselves.
ALTER TABLE account ADD COLUMN email text;
-- Who is written a link to the draft of a report when a quarter is over. The period is the last one that was told of.
CREATE TABLE report_subscription (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    instrument text NOT NULL,
    scale text NOT NULL,
    norms text NOT NULL,
    first_point text NOT NULL,
    last_point text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    since timestamptz NOT NULL,
    attempts bigint NOT NULL,
    next_at timestamptz NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, unit_id, instrument, scale, norms, first_point, last_point),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX report_subscription_by_to_on ON report_subscription (tenant_id, to_on);
ALTER TABLE report_subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_subscription FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON report_subscription
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON report_subscription TO lytt_app;
