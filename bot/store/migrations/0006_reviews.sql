CREATE TABLE dated_answers (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    question VARCHAR NOT NULL,
    visit INTEGER NOT NULL,
    option VARCHAR NOT NULL,
    correct BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    learning_on DATE NOT NULL,
    PRIMARY KEY (learner_id, day, question, visit)
);

-- No zone is known here: a day from three to three in UTC is at most one day off.
INSERT INTO dated_answers (learner_id, day, question, visit, option, correct, answered_at, learning_on)
SELECT learner_id, day, question, visit, option, correct, answered_at, date(answered_at, '-3 hours') FROM answers;

DROP TABLE answers;
ALTER TABLE dated_answers RENAME TO answers;

CREATE TABLE review_answers (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    learning_on DATE NOT NULL,
    day INTEGER NOT NULL,
    question VARCHAR NOT NULL,
    option VARCHAR NOT NULL,
    correct BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id, learning_on, day, question)
);

CREATE TABLE sittings (
    learner_id BIGINT NOT NULL PRIMARY KEY REFERENCES learners (id) ON DELETE CASCADE,
    cause VARCHAR NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    message_id BIGINT
);
