-- Where a member of staff is written to. They type it themselves.
ALTER TABLE account ADD COLUMN email TEXT;
-- Who is written a link to the draft of a report when a quarter is over. The period is the last one that was told of.
CREATE TABLE report_subscription (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    instrument TEXT NOT NULL,
    scale TEXT NOT NULL,
    norms TEXT NOT NULL,
    first_point TEXT NOT NULL,
    last_point TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    since TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, unit_id, instrument, scale, norms, first_point, last_point),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT;
CREATE INDEX report_subscription_by_to_on ON report_subscription (tenant_id, to_on);
