CREATE TABLE tides (id INTEGER, height REAL);
CREATE INDEX by_height ON tides (height);
