import {
  Args,
  assertIndexed,
  BaseCommand,
  buffered,
  type Catalog,
  contentGroups,
  count,
  type DecidedGroup,
  decider,
  Flags,
  formatBytes,
  indexedRoots,
  inTurns,
  isUtf8,
  MediaStructError,
  openIndexFiles,
  openOutput,
  parseSize,
  type RawPath,
  streamDocument,
  typedPath,
} from 'mediastruct'
import {folderReport} from '../folders.ts'
import {fdupesGroup, jsonGroup} from '../formats.ts'
import {FolderSummary, groupLines} from '../summary.ts'
import {addGroup, emptyTotals} from '../totals.ts'

type Write = (chunk: string | Uint8Array) => Promise<void>

export default class Dupes extends BaseCommand {
  static override description = 'Lists duplicates from the master index. Reads no file, changes nothing.'
  static override examples = [
    '<%= config.bin %> dupes',
    '<%= config.bin %> dupes /mnt/old-backup --master /Archive --format csv -o dupes.csv',
    '<%= config.bin %> dupes --index laptop.csv --index nas.csv',
  ]
  static override strict = false
  static override args = {
    roots: Args.string({description: 'trees to compare; default: those of the config', ignoreStdin: true}),
  }
  static override flags = {
    master: Flags.string({
      description: 'a tree that must not change (repeatable, adds to the config)',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DIR',
    }),
    'min-size': Flags.string({description: 'leave out smaller files', helpValue: 'SIZE'}),
    empty: Flags.boolean({description: 'count empty files as duplicates, too'}),
    format: Flags.string({
      description: 'how to print',
      options: ['table', 'json', 'csv', 'fdupes'],
      default: 'table',
    }),
    output: Flags.string({char: 'o', description: 'write to this file', helpValue: 'FILE'}),
    folders: Flags.boolean({description: 'per folder: how much of it is held elsewhere, and what is not'}),
    index: Flags.string({
      description: 'compare exported index files instead of the catalog (repeatable)',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Dupes)
    const {reporter, trees} = this.host
    for (const master of flags.master ?? []) trees.add(await typedPath(master), 'master')
    const {catalog, roots} = await this.#source(argv as string[], flags.index, flags.output !== undefined)
    for (const root of roots) if (!trees.of(root)) trees.add(root, 'tree')
    const minSize = Math.max(
      flags.empty ? 0 : 1,
      flags['min-size'] === undefined ? 0 : parseSize(flags['min-size']),
    )
    const decide = decider(await this.host.plugins(), this.host.settings, trees)
    const groups = () => this.#decided(catalog, roots, minSize, decide)
    try {
      if (flags.folders) return await folderReport(reporter, catalog, roots)
      if (flags.output !== undefined) await this.#save(catalog, flags.output, flags.format, groups)
      if (reporter.json) {
        const {parts, tail} = jsonParts(groups())
        await reporter.stream(HEAD, parts, tail)
      } else if (flags.output === undefined) await this.#print(flags.format, groups)
      return undefined
    } finally {
      if (flags.index) catalog.close()
    }
  }

  async #source(typed: readonly string[], index: readonly string[] | undefined, writes: boolean) {
    if (index) return await openIndexFiles(await Promise.all(index.map(typedPath)))
    const catalog = await this.host.catalog(writes ? 'write' : 'read')
    return {catalog, roots: await this.#roots(catalog, typed)}
  }

  /** @throws MediaStructError NOT_CRAWLED */
  async #roots(catalog: Catalog, typed: readonly string[]): Promise<RawPath[]> {
    const {trees} = this.host
    const named = await Promise.all(typed.map(typedPath))
    for (const root of named) assertIndexed(catalog, root)
    const configured = trees.all().map(({path}) => path)
    const asked = named.length > 0 ? named : configured.length > 0 ? configured : indexedRoots(catalog)
    const roots = [...new Set(asked)].filter((root) => catalog.directoriesUnder(root).length > 0)
    if (roots.length > 0 || catalog.trees().length > 0) return roots
    throw new MediaStructError('NOT_CRAWLED', 'No tree was crawled yet.', {
      hint: 'Run "mediastruct crawl" first.',
    })
  }

  async *#decided(
    catalog: Catalog,
    roots: readonly RawPath[],
    minSize: number,
    decide: ReturnType<typeof decider>,
  ): AsyncGenerator<DecidedGroup> {
    const groups = contentGroups(catalog, {roots, trees: this.host.trees, minSize})
    for await (const group of inTurns(groups)) yield await decide(group)
  }

  async #table(groups: AsyncIterable<DecidedGroup>): Promise<void> {
    const {reporter} = this.host
    const totals = emptyTotals()
    const folders = new FolderSummary()
    for await (const group of groups) {
      addGroup(totals, group)
      folders.add(group)
      if (reporter.verbose) for (const line of groupLines(group)) reporter.print(line)
    }
    for (const line of folders.lines()) reporter.print(line)
    const {redundantFiles, redundantBytes} = totals
    reporter.print(
      `${count(totals.groups, 'group')}, ${count(redundantFiles, 'redundant file')}, ${formatBytes(redundantBytes)}`,
    )
    if (redundantFiles > 0) reporter.print('\nNext: mediastruct sort --dry-run')
  }

  async #print(format: string, groups: () => AsyncIterable<DecidedGroup>): Promise<void> {
    if (format === 'table') await this.#table(groups())
    else await writeGroups(format, groups, (chunk) => this.host.reporter.raw(chunk))
  }

  async #save(
    catalog: Catalog,
    output: string,
    format: string,
    groups: () => AsyncIterable<DecidedGroup>,
  ): Promise<void> {
    const {reporter} = this.host
    const file = await openOutput(catalog, await this.outputPath(output))
    try {
      await writeGroups(reporter.json ? 'json' : format, groups, (chunk) => file.write(chunk))
      await file.commit()
    } finally {
      await file.abort()
    }
    reporter.note(`Written to ${output}.`)
  }
}

async function writeGroups(
  format: string,
  groups: () => AsyncIterable<DecidedGroup>,
  write: Write,
): Promise<void> {
  if (format === 'json') return await writeJson(groups(), write)
  if (format === 'csv') return await writeCsv(groups, write)
  const out = buffered(write)
  for await (const group of groups()) {
    await out.write(format === 'fdupes' ? fdupesGroup(group) : `${groupLines(group).join('\n')}\n`)
  }
  await out.flush()
}

async function writeCsv(groups: () => AsyncIterable<DecidedGroup>, write: Write): Promise<void> {
  const {csvHeader, csvRows} = await import('../csv.ts')
  const out = buffered(write)
  let encoded = false
  for await (const {files} of groups()) encoded ||= files.some(({file}) => !isUtf8(file.path))
  await out.write(csvHeader(encoded))
  let number = 0
  for await (const group of groups()) await out.write(csvRows(++number, group, encoded))
  await out.flush()
}

function writeJson(groups: AsyncIterable<DecidedGroup>, write: Write): Promise<void> {
  const {parts, tail} = jsonParts(groups)
  return streamDocument(write, HEAD, parts, tail)
}

const HEAD = {schema: 'mediastruct/dupes@1'}

/** The document's parts; its totals are known when its groups have gone through. */
function jsonParts(groups: AsyncIterable<DecidedGroup>) {
  const totals = emptyTotals()
  async function* counted() {
    for await (const group of groups) {
      addGroup(totals, group)
      yield jsonGroup(group)
    }
  }
  return {parts: {groups: counted()}, tail: () => ({totals})}
}
