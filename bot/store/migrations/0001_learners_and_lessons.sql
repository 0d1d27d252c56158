CREATE TABLE learners (
    id BIGINT NOT NULL PRIMARY KEY,
    zone VARCHAR NOT NULL,
    open_day INTEGER,
    causes VARCHAR NOT NULL,
    joined_at TIMESTAMP NOT NULL
);

CREATE TABLE places (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    visit INTEGER NOT NULL,
    step VARCHAR NOT NULL,
    part INTEGER NOT NULL,
    delivery VARCHAR NOT NULL,
    message_id BIGINT,
    cause VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    shown_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    finished_on DATE,
    PRIMARY KEY (learner_id, day)
);

CREATE INDEX places_unsettled ON places (delivery) WHERE delivery IN ('pending', 'sending');

CREATE TABLE answers (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    question VARCHAR NOT NULL,
    visit INTEGER NOT NULL,
    option VARCHAR NOT NULL,
    correct BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id, day, question, visit)
);

CREATE TABLE pauses (
    chat_id BIGINT NOT NULL PRIMARY KEY,
    until_at TIMESTAMP NOT NULL
);
