-- One process at a time is the bot. It counts its beats, so that whoever waits sees it live without comparing clocks.

CREATE TABLE lease (
    id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    holder VARCHAR,
    beats INTEGER NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO lease (id, epoch, holder, beats) VALUES (1, 0, NULL, 0);
