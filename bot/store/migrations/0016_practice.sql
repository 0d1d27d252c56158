-- What a prompt had that a learner wrote: which criteria it met, at first and at last. What they wrote is not kept.

CREATE TABLE tries (
    learner_id BIGINT NOT NULL,
    day INTEGER NOT NULL,
    practice VARCHAR NOT NULL,
    criterion VARCHAR NOT NULL,
    met_at_first BOOLEAN NOT NULL,
    met_at_last BOOLEAN NOT NULL,
    tried_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id, day, practice, criterion),
    FOREIGN KEY(learner_id) REFERENCES learners (id) ON DELETE CASCADE
);

-- The practice beyond a day's steps that a learner opened last.

CREATE TABLE extras (
    learner_id BIGINT NOT NULL,
    day INTEGER NOT NULL,
    cause VARCHAR NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id),
    FOREIGN KEY(learner_id) REFERENCES learners (id) ON DELETE CASCADE
);
