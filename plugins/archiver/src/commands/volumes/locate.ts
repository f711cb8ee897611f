import {Args, BaseCommand, Copies, type VolumeRow} from 'mediastruct'
import {knownVolumes} from '../../known-volumes.ts'
import {type LocatedFile, locate} from '../../locating/locate.ts'
import {
  keyOf,
  locatedFields,
  locatedLines,
  locatedVolumeFields,
  ROWS_AT_ONCE,
  whereLines,
} from '../../locating/shown.ts'

export default class VolumesLocate extends BaseCommand {
  static override description =
    'Says from the index on which volumes files lie, where on them, which copies there are and where these are kept: by name (today’s, or the one in the drop), pattern, hash or its beginning, date, or id of a volume. No disc is read.'
  static override examples = [
    '<%= config.bin %> volumes locate IMG_1234.JPG',
    '<%= config.bin %> volumes locate "IMG_12*"',
    '<%= config.bin %> volumes locate "2019/2019-05-04*/**"',
    '<%= config.bin %> volumes locate af1349b9f5f9',
    '<%= config.bin %> volumes locate 2019-05',
  ]
  static override args = {
    what: Args.string({
      description: 'a name, a glob, a hash, a date, or the id of a volume',
      required: true,
      ignoreStdin: true,
    }),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(VolumesLocate)
    const {reporter} = this.host
    const catalog = await this.host.catalog('read')
    const copies = new Copies(catalog.db)
    const met = new Map<string, VolumeRow>()
    const found = noting(locate(catalog, await knownVolumes(this.host), args.what), met)
    if (reporter.json) {
      await reporter.stream(
        {schema: 'mediastruct/volumes-locate@1'},
        {files: found.map(locatedFields)},
        () => ({volumes: [...met.values()].map((volume) => locatedVolumeFields(copies, volume))}),
      )
      return undefined
    }
    await this.#list(found)
    if (met.size === 0) reporter.note(`No volume holds anything called ${args.what}.`)
    else reporter.print()
    for (const volume of met.values()) for (const line of whereLines(copies, volume)) reporter.print(line)
    return undefined
  }

  async #list(found: Iterable<LocatedFile>): Promise<void> {
    let rows: LocatedFile[] = []
    let isFirst = true
    const flush = async () => {
      const lines = rows.length > 0 ? locatedLines(rows, isFirst) : []
      for (const line of lines) await this.host.reporter.raw(`${line}\n`)
      isFirst = false
      rows = []
    }
    for (const file of found) if (rows.push(file) >= ROWS_AT_ONCE) await flush()
    await flush()
  }
}

function* noting(found: Iterable<LocatedFile>, met: Map<string, VolumeRow>): Generator<LocatedFile> {
  for (const located of found) {
    met.set(keyOf(located.volume), located.volume)
    yield located
  }
}
