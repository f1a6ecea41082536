/**
 * Versions of the history file.
 *
 * - `points.at`: end of the interval, s since the epoch; `seconds` its length; `data` as interval-codec.ts writes it.
 * - `runs`: from when to when the app ran, ms since the epoch; `until` moves on while it does.
 * - `spans`: states that follow on one another. Of kind 0, whether traffic was measured; of kind 1, the tunnel's status. Times in ms. `until` is null
 *   while the state lasts; then it ends with its run, so that nothing has to be written for a tunnel to which nothing happens.
 * - `activity`: what people may want to look up; `at` in ms, `tunnel_ids` a JSON list.
 */
export const HISTORY_MIGRATIONS: readonly string[] = [
  `CREATE TABLE series (id INTEGER PRIMARY KEY, tunnel_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE points (
  series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  seconds INTEGER NOT NULL,
  at INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (series, seconds, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE spans (
  series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  run INTEGER NOT NULL,
  state TEXT NOT NULL,
  detail TEXT,
  PRIMARY KEY (series, kind, since)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  source TEXT NOT NULL,
  message TEXT NOT NULL,
  tunnel_ids TEXT NOT NULL
) STRICT`,
];
