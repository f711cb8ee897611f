/** Every document and file of ours that programs read, by the name of its schema. */
import type {z} from 'zod'
import {config, configTrust, init} from './config.ts'
import {crawl} from './crawl.ts'
import {dupes, dupesFolders} from './dupes.ts'
import {history} from './history.ts'
import {indexExport, indexImport, indexRelocate, indexRows, indexSearch, indexStats} from './index-files.ts'
import {ingestExplain} from './ingest-explain.ts'
import {apply, archive, ingest, ingestWatch, refile, sort, undo} from './moves.ts'
import {planLine} from './plan.ts'
import {
  plugins,
  pluginsCreate,
  pluginsInspect,
  pluginsInstall,
  pluginsLink,
  pluginsReset,
  pluginsUninstall,
  pluginsUpdate,
} from './plugins.ts'
import {demo, error, hooks, run} from './program.ts'
import {status} from './status.ts'
import {verify} from './verify.ts'
import {archiveIndex, volumeIndex} from './volume.ts'
import {historyEvents} from './volume-events.ts'
import {
  volumesAdd,
  volumesBurn,
  volumesDue,
  volumesImage,
  volumesLabel,
  volumesList,
  volumesLocate,
  volumesMark,
  volumesRelease,
  volumesRestore,
  volumesShow,
  volumesVerify,
} from './volumes.ts'

export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  apply,
  archive,
  'archive-index': archiveIndex,
  config,
  'config-trust': configTrust,
  crawl,
  demo,
  dupes,
  'dupes-folders': dupesFolders,
  error,
  history,
  'history-events': historyEvents,
  hooks,
  'index-export': indexExport,
  'index-import': indexImport,
  'index-relocate': indexRelocate,
  'index-rows': indexRows,
  'index-search': indexSearch,
  'index-stats': indexStats,
  ingest,
  'ingest-explain': ingestExplain,
  'ingest-watch': ingestWatch,
  init,
  plan: planLine,
  plugins,
  'plugins-create': pluginsCreate,
  'plugins-inspect': pluginsInspect,
  'plugins-install': pluginsInstall,
  'plugins-link': pluginsLink,
  'plugins-reset': pluginsReset,
  'plugins-uninstall': pluginsUninstall,
  'plugins-update': pluginsUpdate,
  refile,
  run,
  sort,
  status,
  undo,
  verify,
  'volume-index': volumeIndex,
  'volumes-add': volumesAdd,
  'volumes-burn': volumesBurn,
  'volumes-due': volumesDue,
  'volumes-image': volumesImage,
  'volumes-label': volumesLabel,
  'volumes-list': volumesList,
  'volumes-locate': volumesLocate,
  'volumes-mark': volumesMark,
  'volumes-release': volumesRelease,
  'volumes-restore': volumesRestore,
  'volumes-show': volumesShow,
  'volumes-verify': volumesVerify,
}
