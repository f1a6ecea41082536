/** Where rows are: `main` is the file, `ram` a database in memory beside it. */
export type Place = 'main' | 'ram';

/** The tables, the same in both places. Bodies stand last, so that lists are read without them. */
export function schema(place: Place): string {
  return `
CREATE TABLE ${place}.requests (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  tunnel_id TEXT NOT NULL,
  started_at REAL NOT NULL,
  state TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  host TEXT NOT NULL,
  scheme TEXT NOT NULL,
  visitor TEXT NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  failure TEXT,
  request_done_ms REAL,
  first_byte_ms REAL,
  duration_ms REAL,
  replay_of INTEGER,
  is_web_socket INTEGER NOT NULL,
  content_type TEXT,
  messages_from_visitor INTEGER NOT NULL,
  messages_from_service INTEGER NOT NULL,
  request_size INTEGER NOT NULL,
  answer_size INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  request_fields TEXT NOT NULL,
  answer_fields TEXT NOT NULL,
  request_body BLOB NOT NULL,
  answer_body BLOB NOT NULL
) STRICT;
CREATE INDEX ${place}.requests_of_tunnel ON requests (tunnel_id, id);
CREATE INDEX ${place}.requests_by_revision ON requests (revision);
CREATE TABLE ${place}.messages (
  request_id INTEGER NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at REAL NOT NULL,
  sender TEXT NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  compressed INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (request_id, number)
) STRICT, WITHOUT ROWID;`;
}
