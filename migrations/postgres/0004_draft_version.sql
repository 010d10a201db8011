-- The version of the instrument that a saved answer was given to: another one may ask something else.
ALTER TABLE draft ADD COLUMN version bigint NOT NULL DEFAULT 1;
