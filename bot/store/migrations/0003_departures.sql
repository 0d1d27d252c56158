CREATE TABLE departures (
    left_on DATE NOT NULL PRIMARY KEY,
    learners INTEGER NOT NULL
);
