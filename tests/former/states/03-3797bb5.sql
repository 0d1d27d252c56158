PRAGMA user_version = 3;
BEGIN TRANSACTION;
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
INSERT INTO "answers" VALUES(1001,1,'',1,'B',1,'2026-03-01 09:06:00.000000');
CREATE TABLE departures (
    left_on DATE NOT NULL PRIMARY KEY,
    learners INTEGER NOT NULL
);
CREATE TABLE learners (
    id BIGINT NOT NULL PRIMARY KEY,
    zone VARCHAR NOT NULL,
    open_day INTEGER,
    causes VARCHAR NOT NULL,
    joined_at TIMESTAMP NOT NULL
);
INSERT INTO "learners" VALUES(1001,'Europe/Berlin',1,'','2026-03-01 09:00:00.000000');
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
CREATE INDEX places_unsettled ON places (delivery) WHERE delivery IN ('pending', 'sending');
COMMIT;
