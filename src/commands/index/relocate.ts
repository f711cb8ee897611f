import * as Args from '@oclif/core/args'
import {BaseCommand, typedPath} from '../../base-command.ts'
import {relocate} from '../../catalog/relocate.ts'
import {MediaStructError} from '../../errors.ts'
import {pathFields, toText} from '../../paths/bytes.ts'
import {count} from '../../units.ts'
import {assertDirectory, holdsAnyMoved} from '../../walk/presence.ts'

export default class IndexRelocate extends BaseCommand {
  static override description = 'Tells the index that a tree has moved, so that nothing has to be read again.'
  static override examples = ['<%= config.bin %> index relocate /mnt/old-nas/photos /mnt/nas/photos']
  static override args = {
    old: Args.string({description: 'where the tree was', required: true, ignoreStdin: true}),
    new: Args.string({description: 'where it is now', required: true, ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(IndexRelocate)
    const [from, to] = [await typedPath(args.old), await typedPath(args.new)]
    assertDirectory(to)
    const catalog = await this.host.catalog('write')
    if (catalog.directoriesUnder(from).length === 0) {
      throw new MediaStructError('NOT_CRAWLED', `The index knows nothing below ${toText(from)}.`, {
        hint: 'See the trees that it knows with "mediastruct index stats".',
      })
    }
    if (catalog.countUnder(to).files > 0) {
      throw new MediaStructError('ALREADY_INDEXED', `The index already knows files below ${toText(to)}.`, {
        hint: `It was crawled under its new name: nothing is to be relocated.`,
      })
    }
    if (!holdsAnyMoved(catalog, from, to)) {
      throw new MediaStructError(
        'NOT_THE_TREE',
        `${toText(to)} holds none of the files that were in ${toText(from)}.`,
        {
          hint: 'Check that its disk is mounted and that it is the same tree.',
        },
      )
    }
    const directories = relocate(catalog, from, to)
    this.host.reporter.print(
      `${count(directories, 'directory', 'directories')} relocated. Next: mediastruct crawl ${toText(to)}`,
    )
    return {
      schema: 'mediastruct/index-relocate@1',
      ...pathFields('from', from),
      ...pathFields('to', to),
      directories,
    }
  }
}
