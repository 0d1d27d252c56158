CREATE TABLE completions (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    learning_on DATE NOT NULL,
    completed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id, kind, what)
);

INSERT INTO completions (learner_id, kind, what, learning_on, completed_at)
SELECT learner_id, 'lesson', CAST(day AS VARCHAR), finished_on, finished_at FROM places WHERE finished_on IS NOT NULL;

CREATE TABLE neutral_dates (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    learning_on DATE NOT NULL,
    PRIMARY KEY (learner_id, learning_on)
);

CREATE TABLE pulse (
    id INTEGER NOT NULL PRIMARY KEY,
    beat_at TIMESTAMP NOT NULL
);
