ALTER TABLE learners ADD COLUMN seen_at TIMESTAMP;
ALTER TABLE learners ADD COLUMN blocked_at TIMESTAMP;
ALTER TABLE learners ADD COLUMN snoozed_until TIMESTAMP;
ALTER TABLE learners ADD COLUMN next_due_at TIMESTAMP;
ALTER TABLE learners ADD COLUMN next_due_on DATE;
ALTER TABLE learners ADD COLUMN next_due_kind VARCHAR;

CREATE INDEX learners_due ON learners (next_due_at) WHERE next_due_at IS NOT NULL;

-- Due without a kind: the first tick plans the reminders of everybody who is here already.
UPDATE learners SET
    seen_at = (SELECT max(shown_at) FROM places WHERE learner_id = learners.id),
    next_due_at = joined_at;

CREATE TABLE reminders (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    due_on DATE NOT NULL,
    kind VARCHAR NOT NULL,
    due_at TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR,
    wording VARCHAR,
    eligible VARCHAR,
    owner VARCHAR NOT NULL,
    claimed_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    message_id BIGINT,
    judged BOOLEAN NOT NULL,
    PRIMARY KEY (learner_id, due_on, kind)
);

CREATE INDEX reminders_unsettled ON reminders (state) WHERE state IN ('pending', 'sending');

CREATE INDEX reminders_unjudged ON reminders (sent_at) WHERE state = 'sent' AND NOT judged;

CREATE TABLE wordings (
    id VARCHAR NOT NULL PRIMARY KEY,
    chosen_rounds INTEGER NOT NULL,
    chosen_finished INTEGER NOT NULL,
    chosen_weight FLOAT NOT NULL,
    chosen_squares FLOAT NOT NULL,
    chosen_reward FLOAT NOT NULL,
    passed_rounds INTEGER NOT NULL,
    passed_finished INTEGER NOT NULL,
    passed_weight FLOAT NOT NULL,
    passed_squares FLOAT NOT NULL,
    passed_reward FLOAT NOT NULL
);
