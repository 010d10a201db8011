-- What a unit wants to think about together: who put it there, and whether the patient knows.
CREATE TABLE case_review (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('standing', 'taken-up', 'taken-off')),
    told INTEGER NOT NULL CHECK (told IN (0, 1)),
    question_sealed BLOB NOT NULL,
    asked_at TEXT NOT NULL,
    asked_by BLOB NOT NULL,
    changed_at TEXT,
    changed_by BLOB,
    ended_at TEXT,
    ended_by BLOB,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX case_review_by_episode_id ON case_review (tenant_id, episode_id);
-- One at a time for each episode.
CREATE UNIQUE INDEX case_review_standing ON case_review (tenant_id, episode_id) WHERE state = 'standing';
-- What was said about it and what was agreed; every note is kept.
CREATE TABLE case_note (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    case_review_id BLOB NOT NULL,
    said_sealed BLOB,
    agreed_sealed BLOB,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_review_id) REFERENCES case_review (tenant_id, id)
) STRICT;
CREATE INDEX case_note_by_case_review_id ON case_note (tenant_id, case_review_id);
-- What the patient wants next of kin to be told. The newest holds; the earlier ones stay.
CREATE TABLE kin_wish (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    extent TEXT NOT NULL CHECK (extent IN ('nothing', 'general', 'agreed', 'everything')),
    words_sealed BLOB,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
) STRICT;
CREATE INDEX kin_wish_by_episode_id ON kin_wish (tenant_id, episode_id);
-- What was done with next of kin.
CREATE TABLE kin_involved (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    involved_on TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('conversation', 'phone', 'family-meeting', 'course', 'declined')),
    who_sealed BLOB NOT NULL,
    words_sealed BLOB,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
) STRICT;
CREATE INDEX kin_involved_by_episode_id ON kin_involved (tenant_id, episode_id);
-- Whether the patient has children under 18, and what is arranged for them. The newest holds.
CREATE TABLE kin_children (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    episode_id BLOB NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('not-asked', 'none', 'some', 'unsaid')),
    arranged_sealed BLOB,
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, episode_id) REFERENCES episode (tenant_id, id)
) STRICT;
CREATE INDEX kin_children_by_episode_id ON kin_children (tenant_id, episode_id);
