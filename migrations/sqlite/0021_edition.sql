-- What has left of a unit's period: to a network or in a file, always the same.
ALTER TABLE network_release RENAME TO edition;
ALTER TABLE edition RENAME COLUMN statement TO content;
DROP INDEX network_release_by_period;
CREATE UNIQUE INDEX edition_by_unit_and_period ON edition (tenant_id, unit_id, period);
