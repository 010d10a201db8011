-- Which series an entry is an instance of, by the same keyed hash: a new version of a series calls off what it no longer has.
ALTER TABLE calendar_entry ADD COLUMN series_mac bytea;
CREATE INDEX calendar_entry_by_source_series_mac ON calendar_entry (tenant_id, source, series_mac);
