-- The course as it was taught, file by file: what learners stand in, what a bad file is replaced by, and the way back.

CREATE TABLE course_versions (
    id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    taught_at TIMESTAMP NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE course_files (
    version_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    PRIMARY KEY (version_id, name),
    FOREIGN KEY(version_id) REFERENCES course_versions (id) ON DELETE CASCADE
);
