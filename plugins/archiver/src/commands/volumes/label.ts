import {
  Args,
  BaseCommand,
  Copies,
  chooseMedium,
  copyFields,
  Flags,
  openOutput,
  pathFields,
  printable,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {copyNamed} from '../../copies/name.ts'
import {partFields} from '../../folder-part.ts'
import {knownVolumes, volumeNamed} from '../../known-volumes.ts'
import {type LabelFacts, labelFacts, qrText} from '../../label/facts.ts'
import {labelPage} from '../../label/page.ts'

export default class VolumesLabel extends BaseCommand {
  static override description =
    'Writes a label to print, for the case of a copy: what it holds, and a code with the hash of its manifest. A page of HTML that needs nothing else.'
  static override examples = [
    '<%= config.bin %> volumes label MS-0001/a -o MS-0001-a.html',
    '<%= config.bin %> volumes label MS-0001 > MS-0001.html',
  ]
  static override args = {
    volume: Args.string({
      description: 'volume, or volume and copy: MS-0001, MS-0001/b',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    output: Flags.string({
      char: 'o',
      description: 'file that the page is written to; default: stdout',
      helpValue: 'FILE',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesLabel)
    const {reporter} = this.host
    const path = flags.output === undefined ? undefined : await this.outputPath(flags.output)
    const catalog = await this.host.catalog(path === undefined ? 'read' : 'write')
    const {volume, copy} = await this.#named(args.volume)
    const facts = labelFacts(catalog, volume, copy, await this.#mediumInWords(volume))
    const html = await labelPage(facts)
    this.#warn(facts)
    if (path !== undefined) await this.#write(path, html)
    else if (!reporter.json) await reporter.raw(html)
    return {
      schema: 'mediastruct/volumes-label@1',
      ...labelFields(facts, new Copies(catalog.db)),
      ...(path === undefined ? {output: null, html} : {...pathFields('output', path), html: null}),
    }
  }

  async #named(text: string): Promise<{volume: VolumeRow; copy: string | undefined}> {
    const volumes = await knownVolumes(this.host)
    if (text.includes('/')) return copyNamed(text, volumes, this.host)
    return {volume: volumeNamed(text, volumes, this.host), copy: undefined}
  }

  async #mediumInWords({medium}: VolumeRow): Promise<string | undefined> {
    const registry = await this.host.plugins()
    return registry.has('volumeTarget', medium) ? chooseMedium(registry, medium).description : undefined
  }

  #warn({volume, isOpen, manifestSha256, isForeign}: LabelFacts): void {
    const {reporter} = this.host
    if (isForeign) return
    if (manifestSha256 === undefined) {
      reporter.warn(`The hash of ${volume.id}'s manifest is not known: the label has no code.`)
    } else if (isOpen) {
      reporter.warn(
        `${volume.id} is still open: what is added to it makes another manifest, and another label.`,
      )
    }
  }

  /** Only a label of ours is replaced. @throws MediaStructError NOT_OURS */
  async #write(path: RawPath, html: string): Promise<void> {
    const file = await openOutput(await this.host.catalog('write'), path)
    try {
      await file.write(html)
      await file.commit()
    } finally {
      await file.abort()
    }
    this.host.reporter.print(
      `Written to ${printable(toText(path))}: print it at 100 %, and cut along the lines.`,
    )
  }
}

function labelFields(facts: LabelFacts, copies: Copies): object {
  const {name, volume, medium, dates, undated, parts, manifestSha256} = facts
  return {
    volume: volume.id,
    ...pathFields('archive', volume.archive),
    name,
    medium: volume.medium,
    mediumInWords: medium ?? null,
    dates: dates ?? null,
    undatedFolders: undated.length,
    files: volume.files,
    folders: volume.folders.length,
    bytes: volume.payloadBytes,
    parts: parts.map(partFields),
    copies: facts.copies.map(({copy, burnedMs}) => ({
      ...copyFields(copies, volume, copy.name),
      burnedAt: burnedMs === undefined ? null : new Date(burnedMs).toISOString(),
    })),
    manifestSha256: manifestSha256 ?? null,
    code: qrText(facts) ?? null,
  }
}
