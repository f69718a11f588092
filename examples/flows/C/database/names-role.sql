-- The role by which resource_server lists the names of auth_server's accounts: it may read the view of names, and no hash.
-- Once auth_server has started on the database: psql URL -f names-role.sql; then a password, by psql's \password signet_names.
DO $$ BEGIN
  CREATE ROLE signet_names LOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;  -- roles belong to all databases of a server
END $$;
GRANT USAGE ON SCHEMA signet TO signet_names;
GRANT SELECT ON signet.account_names TO signet_names;
