PRAGMA user_version = 14;
BEGIN TRANSACTION;
CREATE TABLE admins (
    id BIGINT NOT NULL,
    letters BOOLEAN NOT NULL DEFAULT true,
    lettered_on DATE,
    PRIMARY KEY (id)
);
CREATE TABLE "answers" (
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
INSERT INTO "answers" VALUES(1001,1,'',1,'B',1,'2026-03-01 09:06:00.000000','');
CREATE TABLE audit (
    id INTEGER NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    admin_id BIGINT NOT NULL,
    did VARCHAR NOT NULL,
    broadcast_id INTEGER REFERENCES broadcasts (id),
    detail VARCHAR
);
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
, reason_facts VARCHAR, file_kind VARCHAR, file_id VARCHAR, local_on DATE);
CREATE TABLE completions (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    learning_on DATE NOT NULL,
    completed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner_id, kind, what)
);
CREATE TABLE course_files (
    version_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    PRIMARY KEY (version_id, name),
    FOREIGN KEY(version_id) REFERENCES course_versions (id) ON DELETE CASCADE
);
CREATE TABLE course_versions (
    id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    taught_at TIMESTAMP NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE day_states (
    day INTEGER NOT NULL,
    since_at TIMESTAMP NOT NULL,
    written BOOLEAN NOT NULL,
    until_at TIMESTAMP,
    PRIMARY KEY (day, since_at)
);
CREATE TABLE departures (
    left_on DATE NOT NULL PRIMARY KEY,
    learners INTEGER NOT NULL
);
CREATE TABLE inbox (
    update_id BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    payload VARCHAR NOT NULL,
    PRIMARY KEY (update_id)
);
CREATE TABLE learners (
    id BIGINT NOT NULL PRIMARY KEY,
    zone VARCHAR NOT NULL,
    open_day INTEGER,
    causes VARCHAR NOT NULL,
    joined_at TIMESTAMP NOT NULL
, day_starts_at INTEGER NOT NULL DEFAULT 3, held_on DATE, held_until TIMESTAMP, zone_from VARCHAR NOT NULL DEFAULT 'default', remind_at TIME DEFAULT '09:00:00.000000', quiet_from TIME NOT NULL DEFAULT '22:00:00.000000', quiet_until TIME NOT NULL DEFAULT '08:00:00.000000', paused_until TIMESTAMP, announcements BOOLEAN NOT NULL DEFAULT true, seen_at TIMESTAMP, blocked_at TIMESTAMP, snoozed_until TIMESTAMP, next_due_at TIMESTAMP, next_due_on DATE, next_due_kind VARCHAR, language VARCHAR, paused_on DATE, goal INTEGER);
INSERT INTO "learners" VALUES(1001,'Europe/Berlin',1,'','2026-03-01 09:00:00.000000',3,NULL,NULL,'default','09:00:00.000000','22:00:00.000000','08:00:00.000000',NULL,1,NULL,NULL,NULL,'2026-03-01 09:00:00.000000',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE lease (
    id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    holder VARCHAR,
    beats INTEGER NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO "lease" VALUES(1,0,NULL,0);
CREATE TABLE listed (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    learner_id BIGINT NOT NULL,
    PRIMARY KEY (broadcast_id, learner_id)
) WITHOUT ROWID;
CREATE TABLE neutral_dates (
    learner_id BIGINT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    learning_on DATE NOT NULL,
    PRIMARY KEY (learner_id, learning_on)
);
CREATE TABLE panels (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    admin_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL, rests BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (broadcast_id, admin_id)
);
CREATE TABLE pauses (
    chat_id BIGINT NOT NULL PRIMARY KEY,
    until_at TIMESTAMP NOT NULL
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
INSERT INTO "places" VALUES(1001,1,1,'check-1',0,'sent',7,'tap 3','gone','2026-03-01 09:05:00.000000',NULL,NULL);
CREATE TABLE pulse (
    id INTEGER NOT NULL PRIMARY KEY,
    beat_at TIMESTAMP NOT NULL
);
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
CREATE TABLE uploads (
    bot_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    sent_as VARCHAR NOT NULL,
    file_id VARCHAR NOT NULL,
    PRIMARY KEY (bot_id, digest, kind)
);
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
CREATE TABLE zone_dates (
    zone VARCHAR NOT NULL,
    day_starts_at INTEGER NOT NULL,
    learning_on DATE NOT NULL,
    local_on DATE NOT NULL,
    PRIMARY KEY (zone, day_starts_at)
);
CREATE INDEX places_unsettled ON places (delivery) WHERE delivery IN ('pending', 'sending');
CREATE INDEX learners_due ON learners (next_due_at) WHERE next_due_at IS NOT NULL;
CREATE INDEX reminders_unsettled ON reminders (state) WHERE state IN ('pending', 'sending');
CREATE INDEX reminders_unjudged ON reminders (sent_at) WHERE state = 'sent' AND NOT judged;
CREATE INDEX broadcasts_open ON broadcasts (id) WHERE ended_at IS NULL;
CREATE INDEX recipients_tally ON recipients (broadcast_id, state, reason);
CREATE INDEX recipients_unsettled ON recipients (broadcast_id, state, due_at) WHERE state IN ('pending', 'sending');
COMMIT;
