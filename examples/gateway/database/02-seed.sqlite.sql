-- The three demo users of flow A: sqlite3 FILE < 02-seed.sqlite.sql. Their passwords are public: alice password123,
-- bob securepass456, admin adminpass789. Hashes: bcrypt of cost 10, made with signet, checked with pyca/bcrypt 5.0.0.
INSERT INTO users (id, username, password_hash) VALUES
  (1, 'alice', '$2b$10$IXLUB1r9c5s.lYSvQcC1QOBCgiwmNx/hSKxjPWcUx4nsdUKVsFWIC'),
  (2, 'bob',   '$2b$10$cuJsrkuaekkOL/avSpIZf.5T6tXsuJsumzAw/W8JKr0GjL5X5DbWe'),
  (3, 'admin', '$2b$10$QWhqqzYjpIfg3Qf/e36OreJV4V04cHUOgozhUDL4bcPdGkrLWSfLa')
ON CONFLICT DO NOTHING;
