-- Which days of the course were announced, and which could be read, over which time. The first start with it writes
-- down how the course is then, and what learners' rows tell of the time before.

CREATE TABLE day_states (
    day INTEGER NOT NULL,
    since_at TIMESTAMP NOT NULL,
    written BOOLEAN NOT NULL,
    until_at TIMESTAMP,
    PRIMARY KEY (day, since_at)
);

-- Since when a learner is paused, or was the last time. That pauses of a week began seven dates before they end is
-- certain; of the others, that their learner was there to begin them.

ALTER TABLE learners ADD COLUMN paused_on DATE;
ALTER TABLE learners ADD COLUMN goal INTEGER;

UPDATE learners SET paused_on = CASE
    WHEN paused_until < '9999' THEN date(paused_until, '+12 hours', '-7 days')
    ELSE date(coalesce(seen_at, joined_at))
END
WHERE paused_until IS NOT NULL;

-- Due without a kind: the first tick plans anew for those who were left alone, for they may be waiting for a day.

UPDATE learners SET next_due_at = joined_at, next_due_on = NULL, next_due_kind = NULL
WHERE blocked_at IS NULL AND remind_at IS NOT NULL
    AND (next_due_at IS NULL OR next_due_kind IN ('farewell', 'day_14', 'day_30'));
