/** What finds files by size. */
export const SIZE_INDEX = `
  DROP INDEX IF EXISTS files_by_size; -- of former versions
  CREATE INDEX IF NOT EXISTS files_of_size ON files (size, offline);
`

/**
 * What finds files by content and by size, made whenever a catalog is opened for writing: a first crawl makes them last, or
 * is killed. They cover what says which contents and sizes are shared: no row is looked at but those of the files that share.
 */
export const FILE_INDEXES = `
  DROP INDEX IF EXISTS files_by_hash; -- of former versions
  CREATE INDEX IF NOT EXISTS files_by_content ON files (hash, size, algorithm, offline) WHERE hash IS NOT NULL;
  CREATE INDEX IF NOT EXISTS files_pending ON files (directory) WHERE hash IS NULL;
  ${SIZE_INDEX}
`

/** For a first crawl, which makes them when it is done. */
export const NO_FILE_INDEXES = `
  DROP INDEX IF EXISTS files_by_content;
  DROP INDEX IF EXISTS files_pending;
  DROP INDEX IF EXISTS files_of_size;
`

/**
 * The catalog's tables, and the steps from each version to the next (`PRAGMA user_version`).
 *
 * Directories are rows with absolute paths; files are `(directory, name)` rows, so that a walk asks one query a
 * directory and a moved tree is a change of its directories alone. Names, paths and hashes are BLOBs: bytes.
 * A tree is a remembered root; which files are its own follows from the paths, so overlapping trees share rows.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE trees (
    path BLOB PRIMARY KEY,
    crawled_ms INTEGER,           -- end of the last complete crawl, ms since 1970
    algorithm TEXT,               -- of that crawl
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0  -- of that crawl: a tree with errors is never fresh
  ) WITHOUT ROWID;

  CREATE TABLE directories (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE     -- absolute
  );

  CREATE TABLE files (
    directory INTEGER NOT NULL REFERENCES directories(id),
    name BLOB NOT NULL,
    size INTEGER NOT NULL,        -- bytes
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    hash BLOB,                    -- NULL: pending, equal to nothing
    algorithm TEXT,
    original BLOB,                -- path that the file had in the drop
    offline INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (directory, name)
  ) WITHOUT ROWID;

  CREATE TABLE own_files (
    path BLOB PRIMARY KEY,        -- outputs that we wrote and may replace
    sha256 TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,          -- ULID
    command TEXT NOT NULL,
    target BLOB NOT NULL,
    header TEXT NOT NULL,         -- JSON of the plan's header and the plugins that took part
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,             -- NULL: interrupted or still going
    undoes TEXT                   -- run that this one reverses
  ) WITHOUT ROWID;

  CREATE TABLE moves (
    run TEXT NOT NULL REFERENCES runs(id),
    seq INTEGER NOT NULL,
    source BLOB NOT NULL,
    target BLOB NOT NULL,         -- wished, then taken
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    reason TEXT NOT NULL,
    keeper BLOB,
    asset TEXT,
    copy INTEGER NOT NULL DEFAULT 0,
    details TEXT,                 -- JSON
    state TEXT NOT NULL,          -- planned | intent | done | failed | left | undone
    blake3 BLOB,                  -- measured immediately before the move
    code TEXT,                    -- why it failed or was left
    message TEXT,
    made TEXT,                    -- JSON: directories made for it
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE INDEX moves_by_target ON moves (target);

  CREATE TABLE volumes (
    id TEXT NOT NULL,
    archive BLOB NOT NULL,
    path BLOB NOT NULL,           -- its directory
    medium TEXT NOT NULL,
    capacity INTEGER NOT NULL,    -- bytes
    record TEXT NOT NULL,         -- JSON: state, used and payload bytes, files, folders, runs, own files
    PRIMARY KEY (archive, id)
  ) WITHOUT ROWID;
  CREATE TABLE copies (
    archive BLOB NOT NULL,
    volume TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    place TEXT,
    changed_ms INTEGER NOT NULL,
    PRIMARY KEY (archive, volume, name)
  ) WITHOUT ROWID;

  `,
  `
  CREATE TABLE volume_events (
    id TEXT PRIMARY KEY,          -- ULID; counted up from 0 where there were copies before there were events
    at_ms INTEGER NOT NULL,       -- ms since 1970
    archive BLOB NOT NULL,
    volume TEXT NOT NULL,
    copy TEXT,                    -- NULL: the volume itself
    event TEXT NOT NULL,
    state TEXT NOT NULL,          -- that it left the copy, or the volume, in
    adopted INTEGER NOT NULL DEFAULT 0, -- told by an index, not seen by us
    details TEXT NOT NULL         -- JSON
  ) WITHOUT ROWID;
  CREATE INDEX volume_events_by_volume ON volume_events (archive, volume, id);
  ALTER TABLE copies ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0;
  UPDATE copies SET adopted = 1;
  INSERT INTO volume_events
    SELECT printf('%026d', row_number() OVER (ORDER BY archive, volume, name)), changed_ms, archive, volume, name,
      'imported', state, 1, json_object('by', 'import', 'where', place)
    FROM copies;
  `,
  `
  ALTER TABLE files ADD COLUMN told INTEGER NOT NULL DEFAULT 0; -- an index told of it: we never read it ourselves
  UPDATE files SET told = 1 WHERE mtime_ns = 0 AND ctime_ns = 0 AND inode = 0 AND hash IS NOT NULL;
  `,
]

/** Version of the newest schema: the count of steps. */
export const SCHEMA_VERSION = MIGRATIONS.length
