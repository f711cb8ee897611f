/**
 * The public API. Plugin authors need its types; the first-party plugins use its values too, and nothing else of the
 * host. What is exported here is pinned by a snapshot test.
 */
export * as Args from '@oclif/core/args'
export * as Flags from '@oclif/core/flags'
// What the flags and arguments of a command are made of: else its types could not be told in a package of its own.
export type {Arg, BooleanFlag, CustomOptions, OptionFlag} from '@oclif/core/interfaces'
export type {Asset, AssetMember, KnownTies} from './assets/group.ts'
export {groupAssets} from './assets/group.ts'
export type {LiveHalves} from './assets/live.ts'
export {liveHalves} from './assets/live.ts'
export {mediaOfOneStem} from './assets/one-stem.ts'
export {doubtfulJsons} from './assets/takeout.ts'
export {BaseCommand, typedPath} from './base-command.ts'
export type {Afterwards, CarryOut, PlanSink} from './carry-out.ts'
export type {Catalog, CatalogFile, Tree} from './catalog/catalog.ts'
export type {BurnFacts, CopyChange, CopyRow, Said} from './catalog/copies.ts'
export {Copies, isVerified} from './catalog/copies.ts'
export {copyName} from './catalog/copy-names.ts'
export type {CopyState} from './catalog/copy-states.ts'
export {isReadBack, isWritten} from './catalog/copy-states.ts'
export {assertCrawled, assertIndexed, indexedRoots} from './catalog/crawled.ts'
export {filedAs} from './catalog/filed-as.ts'
export type {LeavingFile} from './catalog/leaving.ts'
export {LeavingFiles} from './catalog/leaving.ts'
export type {Contradiction, ToldFile} from './catalog/told-files.ts'
export {ToldFiles} from './catalog/told-files.ts'
export type {
  CopyCheck,
  EccFacts,
  EventDetails,
  ImageFacts,
  VolumeEventName,
  VolumeEventRow,
  VolumeKey,
} from './catalog/volume-events.ts'
export {copyFields, readToldEvents, toldOfCopies} from './catalog/volume-history.ts'
export type {VolumeRow, VolumeState} from './catalog/volumes.ts'
export {Volumes} from './catalog/volumes.ts'
export {fileSystemOf, tellsOfChanges} from './config/filesystem.ts'
export type {
  DedupeFunction,
  FolderFunction,
  ManifestAlgorithm,
  RenameFunction,
  Settings,
  UserConfig,
} from './config/settings.ts'
export {defineConfig, MANIFEST_ALGORITHMS} from './config/settings.ts'
export type {DatableOptions, OpenDatable} from './dates/datable.ts'
export {openDatable} from './dates/datable.ts'
export * from './dates/folders.ts'
export type {LazyReader} from './dates/lazy-reader.ts'
export {lazyReader} from './dates/lazy-reader.ts'
export * from './dates/local.ts'
export * from './dates/template.ts'
export * from './dates/zone.ts'
export type {DecidedFile, DecidedGroup, Decider} from './duplicates/decide.ts'
export {decider} from './duplicates/decide.ts'
export type {ContentGroup} from './duplicates/groups.ts'
export {contentGroups} from './duplicates/groups.ts'
export {isSameFile} from './duplicates/same-file.ts'
export {
  EXIT,
  errnoOf,
  fileFailure,
  interrupted,
  MediaStructError,
  messageOf,
  nearest,
  unknownName,
} from './errors.ts'
export {createBlake3} from './hash/blake3.ts'
export type {HashPool, HashResult} from './hash/pool.ts'
export type {Workers} from './hash/workers.ts'
export type * from './hooks.ts'
export {Host} from './host.ts'
export {percentDecode, percentEncode} from './index-file/encode.ts'
export {exportIndex, exportIndexFile} from './index-file/export.ts'
export {openIndexFiles} from './index-file/open.ts'
export {readIndexFile} from './index-file/read.ts'
export type {IndexFormat, IndexRow} from './index-file/row.ts'
export {formatOfName, INDEX_FORMATS} from './index-file/row.ts'
export {moduleBeside} from './module-beside.ts'
export {numberedPaths} from './mover/names.ts'
export {removeEmpty} from './mover/prune.ts'
export type {Incoming} from './mover/receive.ts'
export {receiveFile} from './mover/receive.ts'
export {assertRoom} from './mover/space.ts'
export {lockForNow} from './mover/target-lock.ts'
export {MovingCommand, pruneFlags} from './moving-command.ts'
export type {EndedBy, ProcessTaskOptions} from './one-process.ts'
export {ProcessEnded} from './one-process.ts'
export {assertNoImage, openOutput} from './own/output.ts'
export type {PastCache} from './own/past-cache.ts'
export {openPastCache} from './own/past-cache.ts'
export type {ScratchDirectory} from './own/scratch.ts'
export {makeScratch} from './own/scratch.ts'
export * from './own/write.ts'
export * from './paths/bytes.ts'
export {globMatcher} from './paths/glob.ts'
export {MasterGuard} from './paths/guard.ts'
export type {Identity} from './paths/identity.ts'
export {ancestorsIdentity, identityOf, isSame} from './paths/identity.ts'
export * from './paths/junk.ts'
export * from './paths/packages.ts'
export {forShell} from './paths/shell.ts'
export * from './plan/move.ts'
export * from './plan/proposal.ts'
export {askCaptureDate, askDiscovered, askRenameStrategy} from './plugin/ask.ts'
export {chooseHash, chooseMedium} from './plugin/choose.ts'
export {contained} from './plugin/contain.ts'
export type {Ecc} from './plugin/ecc.ts'
export {chooseEcc, NO_ECC} from './plugin/ecc.ts'
export {CONFIG_FUNCTION} from './plugin/names.ts'
export type {Registry, TapRecord} from './plugin/registry.ts'
export {tell, tellOfCopy} from './plugin/tell.ts'
export type {Plugin, PluginApi, PluginFactory} from './plugin/types.ts'
export {unknownProvider} from './plugin/unknown-name.ts'
export {portionsOf} from './portions.ts'
export type {ProcessOptions} from './processes.ts'
export {startProcesses} from './processes.ts'
export {buffered} from './report/buffered.ts'
export {printable} from './report/escape.ts'
export {streamDocument} from './report/json.ts'
export * from './report/moves.ts'
export type {Progress, Reporter} from './report/reporter.ts'
export {table} from './report/table.ts'
export {inTurns} from './report/turns.ts'
export type {TaskOptions, TaskPool} from './task-pool.ts'
export type {ThreadOptions, ThreadPool, ThreadTaskOptions} from './threads.ts'
export {startThreads} from './threads.ts'
export type {KnownTree} from './trees.ts'
export {Trees} from './trees.ts'
export {count, formatBytes, grouped, parseAge, parseSize} from './units.ts'
export type {Excluder} from './walk/exclude.ts'
export {excluder} from './walk/exclude.ts'
export type {DirectoryListing} from './walk/list.ts'
export {listDirectory} from './walk/list.ts'
export {assertDirectory, assertPresent} from './walk/presence.ts'
export type {RefreshOptions} from './walk/refresh.ts'
export {refresh} from './walk/refresh.ts'
export type {CrawlReport, RootReport} from './walk/report.ts'
export {Walker} from './walk/walker.ts'
