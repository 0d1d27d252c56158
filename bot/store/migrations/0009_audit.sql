CREATE TABLE wider_audit (
    id INTEGER NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    admin_id BIGINT NOT NULL,
    did VARCHAR NOT NULL,
    broadcast_id INTEGER REFERENCES broadcasts (id),
    detail VARCHAR
);

INSERT INTO wider_audit (id, at, admin_id, did, broadcast_id) SELECT id, at, admin_id, did, broadcast_id FROM audit;

DROP TABLE audit;
ALTER TABLE wider_audit RENAME TO audit;
