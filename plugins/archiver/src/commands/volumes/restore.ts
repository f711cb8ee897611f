import {Args, BaseCommand, EXIT, Flags, typedPath} from 'mediastruct'
import {restoreFiles} from '../../restoring/run.ts'
import {withoutScheme} from '../../verifying/medium.ts'

export default class VolumesRestore extends BaseCommand {
  static override description =
    `Brings files back from volumes: by name, pattern, hash, date, or id of a volume.

It says which discs are needed, as few as can be, and where they are kept; a volume whose directory, or an image of it, is still there needs none. Each file is compared with its hash while it is copied: a damaged one never gets its name, and the next copy is tried. Below DIR, files lie as they do below data/ on their volumes; what is there already stays, and the same command goes on where it was interrupted. What belongs to a picture (sidecars, the film of a Live Photo, what a raw file was developed to) comes along.`
  static override examples = [
    '<%= config.bin %> volumes restore "2019/2019-05-04*/**" --to found --dry-run',
    '<%= config.bin %> volumes restore IMG_1234.CR2 --to found --from /dev/sr0',
    '<%= config.bin %> volumes restore 2019-05 2019-06 --to found --from /media/disc --from old.iso',
    '<%= config.bin %> volumes restore MS-0001 --to whole',
  ]
  static override strict = false
  static override args = {
    what: Args.string({
      description: 'names, globs, hashes, dates, or ids of volumes',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    to: Flags.string({description: 'directory to restore to', required: true, helpValue: 'DIR'}),
    from: Flags.string({
      description: 'a copy: a drive, an image, or the directory where it is mounted; may be repeated',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'COPY',
    }),
    companions: Flags.boolean({
      description: 'also restore what belongs to a file; --no-companions for the file alone',
      default: true,
      allowNo: true,
    }),
    'into-tree': Flags.boolean({
      description: 'DIR may lie in a tree that is known (never in a master)',
      default: false,
    }),
    'dry-run': Flags.boolean({
      char: 'n',
      description: 'name the discs and the files; write nothing',
      default: false,
    }),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(VolumesRestore)
    const from = await Promise.all((flags.from ?? []).map((text) => typedPath(withoutScheme(text))))
    const {isWhole} = await restoreFiles({
      host: this.host,
      what: argv.map(String),
      to: await typedPath(flags.to),
      from,
      companions: flags.companions,
      intoTree: flags['into-tree'],
      dryRun: flags['dry-run'],
    })
    if (!isWhole) this.setExitCode(EXIT.findings)
    return undefined
  }
}
