import {existsSync} from 'node:fs'
import {
  Args,
  BaseCommand,
  type CrawlReport,
  count,
  EXIT,
  exportIndexFile,
  Flags,
  formatBytes,
  grouped,
  type KnownTree,
  MediaStructError,
  parseAge,
  pathFields,
  printable,
  type RawPath,
  type RootReport,
  refresh,
  toBytes,
  toText,
  typedPath,
} from 'mediastruct'

const CHANGE_FIELDS = ['size', 'mtime', 'ctime', 'inode'] as const
type ChangeField = (typeof CHANGE_FIELDS)[number]

/** Which command makes a tree of this role, the first time that it puts something there. */
const MADE_BY: Readonly<Partial<Record<KnownTree['role'], string>>> = {library: 'ingest', archive: 'archive'}

export default class Crawl extends BaseCommand {
  static override description =
    'Brings the master index (path, hash, size) of any number of trees up to date.'
  static override examples = [
    '<%= config.bin %> crawl /data/photos /Archive',
    '<%= config.bin %> crawl --max-age 30d --index photos.csv',
    '<%= config.bin %> crawl /mnt/old-backup --candidates',
  ]
  static override strict = false
  static override args = {
    roots: Args.string({description: 'trees to crawl; default: those of the config', ignoreStdin: true}),
  }
  static override flags = {
    'max-age': Flags.string({
      description: 'leave a tree alone whose last crawl is younger',
      helpValue: 'AGE',
    }),
    force: Flags.boolean({description: 'crawl also what is fresh'}),
    rehash: Flags.boolean({description: 'read every file again'}),
    candidates: Flags.boolean({description: 'read only files whose size another one has'}),
    threads: Flags.integer({description: 'worker threads', min: 1, max: 256}),
    hash: Flags.string({description: 'hash algorithm', helpValue: 'NAME'}),
    exclude: Flags.string({
      description: 'pattern to leave out (repeatable)',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'change-by': Flags.string({description: 'what tells a changed file: size,mtime,ctime,inode'}),
    index: Flags.string({
      description: 'also write the index to this file (format by extension)',
      helpValue: 'FILE',
    }),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Crawl)
    const {settings, reporter, trees} = this.host
    if (flags.threads !== undefined) settings.threads = flags.threads
    const roots = await this.#roots(argv as string[])
    for (const root of roots) if (!trees.of(root)) trees.add(root, 'tree')
    const report = await refresh(this.host, roots, {
      force: flags.force,
      rehash: flags.rehash,
      candidates: flags.candidates,
      hash: flags.hash,
      exclude: flags.exclude,
      changeBy: flags['change-by'] === undefined ? undefined : parseChangeBy(flags['change-by']),
      maxAgeMs: flags['max-age'] === undefined ? undefined : parseAge(flags['max-age']),
    })
    if (flags.index !== undefined) await this.#writeIndex(flags.index, roots)
    if (report.damaged.length + report.changed.length + report.errors.length > 0)
      this.setExitCode(EXIT.findings)
    for (const failure of report.errors) reporter.failure(failure)
    if (!reporter.json) this.#print(report)
    return documentOf(report, settings.threads)
  }

  async #roots(typed: readonly string[]): Promise<RawPath[]> {
    const {trees} = this.host
    if (typed.length > 0) {
      return [...new Set(await Promise.all(typed.map(typedPath)))]
    }
    const configured = trees.all()
    if (configured.length > 0) return await this.#begun(configured)
    const known = (await this.host.catalog('write')).trees().map(({path}) => path)
    if (known.length > 0) return known
    throw new MediaStructError('NO_ROOT', 'There is no tree to crawl.', {
      hint: 'Name one: mediastruct crawl /data/photos; or write a config with "mediastruct init".',
    })
  }

  /** What the first `ingest` or `archive` will make is no tree yet; one that was there once is missed by whoever crawls it. */
  async #begun(configured: readonly KnownTree[]): Promise<RawPath[]> {
    const paths = configured.map(({path}) => path)
    const absent = configured.filter(({path, role}) => MADE_BY[role] && !existsSync(toBytes(path)))
    if (absent.length === 0 || absent.length === configured.length) return paths
    const catalog = await this.host.catalog('write')
    const unbegun = absent.filter(
      ({path}) => catalog.tree(path) === undefined && catalog.filesUnder(path).next().done,
    )
    for (const {path, role} of unbegun) {
      this.host.reporter.note(
        `There is no ${toText(path)} yet: the first "mediastruct ${MADE_BY[role]}" makes it.`,
      )
    }
    return paths.filter((path) => !unbegun.some((tree) => tree.path === path))
  }

  async #writeIndex(file: string, roots: readonly RawPath[]): Promise<void> {
    const catalog = await this.host.catalog('write')
    const {errors} = await exportIndexFile(catalog, roots, {
      file: await this.outputPath(file),
      reporter: this.host.reporter,
    })
    if (errors > 0) this.setExitCode(EXIT.findings)
  }

  #print({roots, damaged, changed}: CrawlReport): void {
    const {reporter} = this.host
    for (const root of roots) reporter.print(rootLine(root))
    for (const {path} of damaged)
      reporter.print(`DAMAGED  ${printable(toText(path))}: same size and time, other content`)
    for (const {path, change} of changed)
      reporter.print(`CHANGED  ${printable(toText(path))}: ${change}, in a master`)
    if (damaged.length + changed.length > 0) {
      reporter.print('\nIf a change is meant, take it over: mediastruct verify --accept PATH')
    } else reporter.print('\nNext: mediastruct dupes')
  }
}

function rootLine({
  path,
  state,
  files,
  bytes,
  hashed,
  hashedBytes,
  unchanged,
  removed,
  skipped,
}: RootReport): string {
  const name = printable(toText(path))
  const held = `${count(files, 'file')}, ${formatBytes(bytes)}`
  if (state === 'fresh') return `${name}: fresh, not crawled (${held})`
  const parts = [`${grouped(hashed)} read (${formatBytes(hashedBytes)})`, `${grouped(unchanged)} unchanged`]
  if (removed > 0) parts.push(`${grouped(removed)} gone`)
  if (skipped > 0) parts.push(`${grouped(skipped)} skipped`)
  return `${name}: ${held}: ${parts.join(', ')}`
}

function documentOf(report: CrawlReport, threads: number) {
  const {roots, damaged, changed, errors} = report
  return {
    schema: 'mediastruct/crawl@1',
    threads,
    files: roots.reduce((sum, {files}) => sum + files, 0),
    bytes: roots.reduce((sum, {bytes}) => sum + bytes, 0),
    roots: roots.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
    damaged: damaged.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
    changed: changed.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
    errors: errors.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
  }
}

function parseChangeBy(text: string): ChangeField[] {
  const fields = text.split(',').map((field) => field.trim())
  const wrong = fields.find((field) => !CHANGE_FIELDS.some((known) => known === field))
  if (wrong === undefined) return fields as ChangeField[]
  throw new MediaStructError('BAD_FLAG', `--change-by does not know "${wrong}".`, {
    hint: `Write any of ${CHANGE_FIELDS.join(', ')}, with commas between.`,
  })
}
