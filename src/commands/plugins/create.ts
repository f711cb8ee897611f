import {join, relative, resolve} from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../../base-command.ts'
import {MediaStructError} from '../../errors.ts'
import {shippedOwner} from '../../install/conflicts.ts'
import {fromText, pathFields} from '../../paths/bytes.ts'
import {forShell} from '../../paths/shell.ts'
import {printable} from '../../report/escape.ts'
import {HOOKS, KINDS, type Kind, OFFERS} from '../../scaffold/kinds.ts'
import {OWN_ROOT} from '../../scaffold/manifest.ts'
import {assertPackageName, directoryName, offeredName} from '../../scaffold/names.ts'

export default class PluginsCreate extends BaseCommand {
  static override description =
    'Writes a new package that holds a plugin: it builds, has tests that pass, and can be linked at once.'
  static override examples = ['<%= config.bin %> plugins create mediastruct-plugin-by-camera --kind rename']
  static override args = {
    name: Args.string({description: "the package's name, as npm takes it", required: true}),
  }
  static override flags = {
    kind: Flags.option({
      description: `what it offers: ${KINDS.map((kind) => `${kind} (${OFFERS[kind]})`).join(', ')}`,
      options: KINDS,
      required: true,
    })(),
    dir: Flags.string({
      description: 'where its directory is made; default: here',
      helpValue: 'DIR',
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {args, flags} = await this.parse(PluginsCreate)
    const {name} = args
    const kind: Kind = flags.kind
    assertPackageName(name)
    await this.#assertFree(name, kind)
    const directory = resolve(flags.dir ?? '.', directoryName(name))
    const {createPackage} = await import('../../scaffold/package.ts')
    const files = await createPackage({name, kind, directory})
    this.#tell(directory, files)
    return {
      schema: 'mediastruct/plugins-create@1',
      name,
      kind,
      offers: kind === 'filter' ? null : offeredName(name),
      ...pathFields('directory', fromText(directory)),
      files,
    }
  }

  /** Linked, it would stop every command. @throws MediaStructError NAME_TAKEN */
  async #assertFree(packageName: string, kind: Kind): Promise<void> {
    const [hook, name] = [HOOKS[kind], offeredName(packageName)]
    const owner = hook && (await shippedOwner(this.config, {hook, name}))
    if (owner === undefined) return
    throw new MediaStructError(
      'NAME_TAKEN',
      `${packageName} would be ${OFFERS[kind]} named "${name}", which ${owner} offers already.`,
      {
        hint: `Choose another name: mediastruct plugins create mediastruct-plugin-my-${name} --kind ${kind}`,
      },
    )
  }

  #tell(directory: string, files: readonly string[]): void {
    const {reporter} = this.host
    const shown = printable(relative(process.cwd(), directory) || '.')
    reporter.print(`Wrote ${files.length} files into ${shown}:`)
    for (const file of files) reporter.print(`  ${printable(join(shown, file))}`)
    reporter.print('Next:')
    reporter.print(`  cd ${forShell(shown.startsWith('-') ? `./${shown}` : shown)}`)
    reporter.print('  npm install && npm run build && npm test')
    reporter.print('  mediastruct plugins link .')
    reporter.print('What to write into your config then is in its README.md.')
    reporter.print(
      printable(`Of mediastruct, it is built against the one on this disk: ${OWN_ROOT} (package.json)`),
    )
  }
}
