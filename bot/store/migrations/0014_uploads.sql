-- What Telegram keeps the files of the course by, once it was sent to it: each bot has ids of its own.

CREATE TABLE uploads (
    bot_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    sent_as VARCHAR NOT NULL,
    file_id VARCHAR NOT NULL,
    PRIMARY KEY (bot_id, digest, kind)
);
