import * as Args from '@oclif/core/args'
import {BaseCommand} from '../../base-command.ts'
import type {Catalog, CatalogFile} from '../../catalog/catalog.ts'
import {MediaStructError} from '../../errors.ts'
import {pathFields, type RawPath, toText} from '../../paths/bytes.ts'
import {globMatcher} from '../../paths/glob.ts'
import {printable} from '../../report/escape.ts'

const HASH = /^[0-9a-f]{6,128}$/

export default class IndexSearch extends BaseCommand {
  static override description =
    'Finds files by hash (or its beginning) or by a pattern, also by the path that a file had in the drop.'
  static override examples = [
    '<%= config.bin %> index search af1349b9f5f9a1a6',
    '<%= config.bin %> index search "IMG_1234*"',
    '<%= config.bin %> index search "/data/photos/2019/**"',
  ]
  static override args = {
    what: Args.string({description: 'a hash, or a glob', required: true, ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(IndexSearch)
    const {reporter} = this.host
    if (args.what === '')
      throw new MediaStructError('EMPTY_PATTERN', 'It is not said what to look for.', {
        hint: 'Give a hash, or a glob.',
      })
    const found = search(await this.host.catalog('read'), args.what)
    if (reporter.json) {
      await reporter.stream({schema: 'mediastruct/index-search@1'}, {files: found.map(fields)})
      return undefined
    }
    let isEmpty = true
    for (const {path, hash, original, offline} of found) {
      isEmpty = false
      const notes = [
        hash?.slice(0, 16) ?? 'pending',
        ...(offline ? ['offline'] : []),
        ...(original ? [`was ${toText(original)}`] : []),
      ]
      reporter.print(`${printable(toText(path))}  (${printable(notes.join(', '))})`)
    }
    if (isEmpty) reporter.note(`Nothing in the index is called ${args.what}, or was.`)
    return undefined
  }
}

function* search(catalog: Catalog, what: string): Generator<CatalogFile> {
  if (HASH.test(what.toLowerCase())) {
    yield* catalog.withHashPrefix(what.toLowerCase())
    return
  }
  const matches = globMatcher(what)
  const isMeant = (path: RawPath | undefined) => path !== undefined && matches(path)
  for (const file of catalog.all()) if (isMeant(file.path) || isMeant(file.original)) yield file
}

function fields({path, hash, size, original, offline}: CatalogFile) {
  return {
    ...pathFields('path', path),
    hash: hash ?? null,
    size,
    offline,
    ...(original !== undefined && pathFields('original', original)),
  }
}
