-- What learners say is wrong or out of date, by the message in which they say it: one that is dealt with twice is kept
-- once, and no other ever comes to have its number.

CREATE TABLE feedback (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL,
    day INTEGER NOT NULL,
    step VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    said_at TIMESTAMP NOT NULL,
    learning_on DATE NOT NULL,
    settled_at TIMESTAMP,
    PRIMARY KEY (learner_id, message_id)
);

CREATE INDEX feedback_open ON feedback (said_at) WHERE settled_at IS NULL;
