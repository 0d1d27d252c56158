-- Updates that have come in and are not dealt with yet. Telegram is told that it need not deliver them again.

CREATE TABLE inbox (
    update_id BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    payload VARCHAR NOT NULL,
    PRIMARY KEY (update_id)
);
