import {Args, BaseCommand, pathFields, printable, relativeTo, toText} from 'mediastruct'
import {knownVolumes} from '../../known-volumes.ts'
import {type LocatedFile, locate} from '../../locate.ts'

export default class VolumesLocate extends BaseCommand {
  static override description =
    'Says on which volumes files lie: by pattern, by hash or its beginning, or by date.'
  static override examples = [
    '<%= config.bin %> volumes locate "IMG_1234*"',
    '<%= config.bin %> volumes locate af1349b9f5f9',
    '<%= config.bin %> volumes locate 2019-05',
  ]
  static override args = {
    what: Args.string({description: 'a glob, a hash, or a date', required: true, ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(VolumesLocate)
    const {reporter} = this.host
    const found = locate(await this.host.catalog('read'), await knownVolumes(this.host), args.what)
    if (reporter.json) {
      await reporter.stream({schema: 'mediastruct/volumes-locate@1'}, {files: located(found)})
      return undefined
    }
    let any = false
    for (const {file, volume} of found) {
      any = true
      const name = printable(toText(relativeTo(volume.path, file.path)))
      await reporter.raw(`${volume.id}  ${volume.state}  ${name}\n`)
    }
    if (!any) reporter.note('No volume holds such a file.')
    return undefined
  }
}

function* located(found: Iterable<LocatedFile>): Generator<object> {
  for (const {file, volume} of found) {
    const {path, hash, size, original} = file
    yield {
      volume: volume.id,
      state: volume.state,
      ...pathFields('path', path),
      hash: hash ?? null,
      size,
      ...(original !== undefined && pathFields('original', original)),
    }
  }
}
