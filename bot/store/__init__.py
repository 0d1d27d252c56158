"""The database: tables, migrations, and the statements that load and save."""
