/** What holds where neither a flag nor a config says otherwise. */
import {availableParallelism} from 'node:os'
import {DEFAULT_FOLDER_TEMPLATE} from '../dates/template.ts'
import {parseAge} from '../units.ts'
import {userCatalog} from './catalog-place.ts'
import type {Settings} from './settings.ts'
import type {Environment} from './user-dirs.ts'

/** How old the archive's index may be; other trees are crawled each time. */
export const ARCHIVE_MAX_AGE_MS = parseAge('120d')

/** The settings without any config. */
export function defaultSettings(env: Environment): Settings {
  return {
    drop: [],
    masters: [],
    trees: [],
    catalog: userCatalog(env),
    hash: 'blake3',
    rename: 'datetime-hash',
    folder: DEFAULT_FOLDER_TEMPLATE,
    dedupe: 'prefer-master',
    medium: 'bd-r-25',
    ecc: 'none',
    manifests: ['sha256'],
    copies: 2,
    auditEveryMs: parseAge('1y'),
    /** Asked for when it matters: it takes 11 ms. */
    get timezone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone
    },
    localClocks: [],
    disable: [],
    maxAgeMs: new Map(),
    exclude: [],
    threads: availableParallelism(),
    round: ['ingest', 'crawl', 'dupes'],
    plugins: [],
  }
}
