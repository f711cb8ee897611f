import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand, typedPath} from '../../base-command.ts'
import type {Catalog} from '../../catalog/catalog.ts'
import {assertIndexed} from '../../catalog/crawled.ts'
import {EXIT} from '../../errors.ts'
import {exportIndex, exportIndexFile} from '../../index-file/export.ts'
import {INDEX_FORMATS, type IndexFormat} from '../../index-file/row.ts'
import {pathFields, type RawPath} from '../../paths/bytes.ts'

const EVERYTHING = '/' as RawPath

export default class IndexExport extends BaseCommand {
  static override description = 'Writes the master index: path, hash, size.'
  static override examples = [
    '<%= config.bin %> index export -o photos.csv',
    '<%= config.bin %> index export /Archive --format b3sum | b3sum --check --quiet',
  ]
  static override strict = false
  static override args = {
    roots: Args.string({description: 'trees; default: all that is indexed', ignoreStdin: true}),
  }
  static override flags = {
    format: Flags.string({
      description: 'how to write; default: by the extension of FILE, else csv',
      options: [...INDEX_FORMATS],
    }),
    output: Flags.string({char: 'o', description: 'write to this file', helpValue: 'FILE'}),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(IndexExport)
    const {reporter} = this.host
    const catalog = await this.host.catalog(flags.output === undefined ? 'read' : 'write')
    const roots = await this.#roots(catalog, argv as string[])
    // Under --json stdout holds JSON; a file has the format that was asked for.
    const format = (reporter.json && flags.output === undefined ? 'json' : flags.format) as
      | IndexFormat
      | undefined
    const result =
      flags.output === undefined
        ? await exportIndex(catalog, roots, format ?? 'csv', (chunk) => reporter.rawDocument(chunk), reporter)
        : await exportIndexFile(catalog, roots, {file: await this.outputPath(flags.output), format, reporter})
    if (result.errors > 0) this.setExitCode(EXIT.findings)
    if (flags.output === undefined) return undefined
    return {
      schema: 'mediastruct/index-export@1',
      ...pathFields('file', await typedPath(flags.output)),
      ...result,
    }
  }

  async #roots(catalog: Catalog, typed: readonly string[]): Promise<RawPath[]> {
    const named = await Promise.all(typed.map(typedPath))
    for (const root of named) assertIndexed(catalog, root)
    return named.length > 0 ? named : [EVERYTHING]
  }
}
