ALTER TABLE learners ADD COLUMN language VARCHAR;

CREATE TABLE broadcasts (
    id INTEGER NOT NULL PRIMARY KEY,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    admin_id BIGINT NOT NULL,
    source_chat_id BIGINT NOT NULL,
    source_message_id BIGINT NOT NULL,
    captioned BOOLEAN NOT NULL,
    "of" INTEGER REFERENCES broadcasts (id),
    text VARCHAR,
    whom VARCHAR NOT NULL,
    whom_day INTEGER,
    whom_language VARCHAR,
    whom_unknown INTEGER NOT NULL,
    planned_at TIMESTAMP,
    local_at TIME,
    reason VARCHAR,
    size INTEGER NOT NULL,
    frozen_to BIGINT,
    left_out VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    launched_at TIMESTAMP,
    ended_at TIMESTAMP,
    per_second FLOAT NOT NULL,
    opens_day INTEGER
);

CREATE TABLE panels (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    admin_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (broadcast_id, admin_id)
);

CREATE INDEX broadcasts_open ON broadcasts (id) WHERE ended_at IS NULL;

CREATE TABLE recipients (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    learner_id BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    attempt INTEGER NOT NULL,
    due_at TIMESTAMP NOT NULL,
    owner VARCHAR,
    message_id BIGINT,
    sent_on DATE,
    settled_at TIMESTAMP,
    reason VARCHAR,
    resent BOOLEAN NOT NULL,
    PRIMARY KEY (broadcast_id, learner_id)
) WITHOUT ROWID;

CREATE INDEX recipients_tally ON recipients (broadcast_id, state, reason);

CREATE INDEX recipients_unsettled ON recipients (broadcast_id, state, due_at) WHERE state IN ('pending', 'sending');

CREATE TABLE listed (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    learner_id BIGINT NOT NULL,
    PRIMARY KEY (broadcast_id, learner_id)
) WITHOUT ROWID;

CREATE TABLE zone_dates (
    zone VARCHAR NOT NULL,
    day_starts_at INTEGER NOT NULL,
    learning_on DATE NOT NULL,
    local_on DATE NOT NULL,
    PRIMARY KEY (zone, day_starts_at)
);

CREATE TABLE audit (
    id INTEGER NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    admin_id BIGINT NOT NULL,
    did VARCHAR NOT NULL,
    broadcast_id INTEGER REFERENCES broadcasts (id),
    detail VARCHAR
);
