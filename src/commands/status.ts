import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand, typedPath} from '../base-command.ts'
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {assertIndexed} from '../catalog/crawled.ts'
import {Volumes} from '../catalog/volumes.ts'
import {EXIT, MediaStructError} from '../errors.ts'
import {openIndexFiles} from '../index-file/open.ts'
import {isWithin, pathFields, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {chooseHash} from '../plugin/choose.ts'
import {table} from '../report/table.ts'
import {CopiesInside} from '../status/copies-inside.ts'
import {OnMedia} from '../status/on-media.ts'
import {statusRoots} from '../status/roots.ts'
import {checkWipe} from '../status/safe-to-wipe.ts'
import {
  SHOWABLE,
  type Showable,
  type StatusScope,
  showTree,
  sumTree,
  type TreeSums,
} from '../status/tree-status.ts'
import {printWipe, wipeFields} from '../status/wipe-report.ts'
import {count, formatBytes} from '../units.ts'
import {assertDirectory} from '../walk/presence.ts'

/** As `find -print0 | xargs -0` has it. oclif parses any character, and types only letters. */
const NUL_FLAG = '0' as string as 'z'

export default class Status extends BaseCommand {
  static override description =
    'Per tree: files, bytes, what the archive already holds, and what still has to go there.'
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status /mnt/old-backup --against /data/photos --show unarchived',
    '<%= config.bin %> status --safe-to-wipe /media/card',
    '<%= config.bin %> status --safe-to-wipe /media/card --against /data/photos',
  ]
  static override strict = false
  static override args = {
    dirs: Args.string({description: 'trees to look at; default: all that are known', ignoreStdin: true}),
  }
  static override flags = {
    against: Flags.string({
      description:
        'compare with these trees instead of the archive (repeatable); with --safe-to-wipe: they count, too',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DIR',
    }),
    show: Flags.string({description: 'print those paths, one a line', options: [...SHOWABLE]}),
    null: Flags.boolean({
      char: NUL_FLAG,
      description: 'with --show: separate paths by NUL',
      dependsOn: ['show'],
    }),
    index: Flags.string({
      description: 'look at exported index files instead of the catalog (repeatable)',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
    'safe-to-wipe': Flags.string({
      description: 'read DIR again and say whether it may be wiped',
      helpValue: 'DIR',
    }),
    'same-device': Flags.boolean({description: 'with --safe-to-wipe: a holder on the same device counts'}),
    copies: Flags.integer({description: 'with --safe-to-wipe: held by this many verified copies', min: 1}),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Status)
    const wipe = flags['safe-to-wipe']
    if (wipe !== undefined) return await this.#safeToWipe(await typedPath(wipe), flags)
    const opened = flags.index && (await openIndexFiles(await Promise.all(flags.index.map(typedPath))))
    const catalog = opened?.catalog ?? (await this.host.catalog('read'))
    try {
      const scope = await this.#scope(catalog, flags.against)
      const trees = opened?.roots ?? (await this.#trees(catalog, argv as string[]))
      if (flags.show === undefined) return this.#sums(scope, trees)
      return await this.#show(scope, trees, flags.show as Showable, flags.null ? '\0' : '\n')
    } finally {
      opened?.catalog.close()
    }
  }

  async #scope(catalog: Catalog, against: readonly string[] | undefined): Promise<StatusScope> {
    const {archive, copies} = this.host.settings
    const named = against && (await Promise.all(against.map(typedPath)))
    for (const tree of named ?? []) assertIndexed(catalog, tree)
    const onMedia = new OnMedia(new Volumes(catalog.db), copies)
    return {catalog, against: named ?? (archive === undefined ? [] : [archive]), onMedia}
  }

  async #trees(catalog: Catalog, typed: readonly string[]): Promise<RawPath[]> {
    const named = await Promise.all(typed.map(typedPath))
    for (const tree of named) assertIndexed(catalog, tree)
    if (named.length > 0) return named
    const known = statusRoots(catalog)
    return [
      ...new Set([
        ...this.host.trees
          .all()
          .map(({path}) => path)
          .filter((path) => known.includes(path)),
        ...known,
      ]),
    ]
  }

  #sums(scope: StatusScope, trees: readonly RawPath[]): unknown {
    const {reporter} = this.host
    const sums = trees.map((path) => ({path, sums: sumTree(scope, path)}))
    if (!reporter.json) for (const line of this.#lines(sums)) reporter.print(line)
    return {
      schema: 'mediastruct/status@1',
      trees: sums.map(({path, sums}) => this.#fields(scope.catalog, path, sums)),
    }
  }

  #fields(catalog: Catalog, path: RawPath, {total, told, ...answers}: TreeSums) {
    const tree = this.host.trees.of(path)
    const crawledMs = catalog.tree(path)?.crawledMs
    return {
      ...pathFields('path', path),
      role: tree?.role ?? 'tree',
      master: tree?.master ?? false,
      crawledAt: crawledMs === undefined ? null : new Date(crawledMs).toISOString(),
      files: total.files,
      bytes: total.bytes,
      ...answers,
      ...(told.files > 0 && {told}),
    }
  }

  #lines(sums: readonly {path: RawPath; sums: TreeSums}[]): string[] {
    const titles = ['files', 'bytes', 'archived', 'not yet', 'on media', 'redundant']
    const columns = [...titles.map((title) => ({title, right: true})), {title: 'tree'}]
    const rows = sums.map(({path, sums: {total, archived, unarchived, onMedia, redundant}}) => [
      total.files,
      formatBytes(total.bytes),
      ...[archived, unarchived, onMedia, redundant].map(({files}) => files),
      `${toText(path)}${this.host.trees.isMaster(path) ? ' (master)' : ''}`,
    ])
    const told = sums.reduce((files, {sums}) => files + sums.told.files, 0)
    const unread = told > 0 ? [`${count(told, 'file')} known from an index alone, and not read here.`] : []
    return [...table(columns, rows), ...unread, '', 'Next: mediastruct status --show unarchived']
  }

  async #show(
    scope: StatusScope,
    trees: readonly RawPath[],
    answer: Showable,
    end: string,
  ): Promise<unknown> {
    const {reporter} = this.host
    const paths = function* () {
      for (const tree of trees) yield* showTree(scope, tree, answer)
    }
    if (reporter.json) {
      const entries = paths().map((path) => pathFields('path', path))
      await reporter.stream({schema: 'mediastruct/status@1', trees: [], show: answer}, {paths: entries})
    } else for (const path of paths()) await reporter.raw(Buffer.concat([toBytes(path), Buffer.from(end)]))
    return undefined
  }

  async #safeToWipe(directory: RawPath, flags: WipeFlags): Promise<unknown> {
    assertDirectory(directory)
    const {settings, reporter} = this.host
    const holders = await this.#holders(directory, flags.against)
    const catalog = await this.host.catalog('read')
    const report = await checkWipe({
      catalog,
      directory,
      holders,
      hashes: await this.host.hashPool(chooseHash(await this.host.plugins(), settings.hash)),
      proof: await this.host.hashPool(),
      sameDevice: flags['same-device'],
      onMedia: flags.copies === undefined ? undefined : heldOnMedia(catalog, flags.copies, directory),
    })
    if (!report.safe) this.setExitCode(EXIT.findings)
    if (!reporter.json) printWipe(reporter, {directory, library: settings.library}, report)
    return {schema: 'mediastruct/status@1', trees: [], safeToWipe: wipeFields(directory, report)}
  }

  /** Whose holding counts: the library, the masters, and what `--against` names; each outside the directory. */
  async #holders(directory: RawPath, against: readonly string[] = []): Promise<RawPath[]> {
    const named = await Promise.all(against.map(typedPath))
    for (const tree of named) assertIndexed(await this.host.catalog('read'), tree)
    const configured = this.host.trees.all().filter(({role, master}) => master || role === 'library')
    const outside = [...configured.map(({path}) => path), ...named].filter(
      (path) => !isWithin(path, directory),
    )
    if (outside.length > 0) return outside
    throw new MediaStructError(
      'NO_HOLDER',
      'The config names no library and no master outside that directory.',
      {
        hint: 'Only what a library or a master holds is safe: name them in the config, or a tree with --against.',
      },
    )
  }
}

interface WipeFlags {
  readonly against?: readonly string[] | undefined
  readonly 'same-device': boolean
  readonly copies?: number | undefined
}

function heldOnMedia(
  catalog: Catalog,
  copies: number,
  directory: RawPath,
): (holder: CatalogFile, blake3: string) => boolean | Promise<boolean> {
  const onMedia = new OnMedia(new Volumes(catalog.db), copies)
  const inside = new CopiesInside(catalog, directory)
  return (holder, blake3) => onMedia.holdsContent(holder, blake3) && inside.leaves(holder.path, copies)
}
