import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand, typedPath} from '../base-command.ts'
import type {Catalog} from '../catalog/catalog.ts'
import {assertIndexed, indexedRoots} from '../catalog/crawled.ts'
import {EXIT, MediaStructError} from '../errors.ts'
import type {HashPool} from '../hash/pool.ts'
import {pathFields, type RawPath, toText} from '../paths/bytes.ts'
import {chooseHash} from '../plugin/choose.ts'
import {printable} from '../report/escape.ts'
import {count, formatBytes} from '../units.ts'
import {accept, type Findings, type VerifiedRoot, verifyRoot} from '../verify/verify.ts'
import {assertPresent} from '../walk/presence.ts'

export default class Verify extends BaseCommand {
  static override description =
    'Reads every file again and compares it with the index. Changes nothing but with --accept.'
  static override examples = [
    '<%= config.bin %> verify /Archive',
    '<%= config.bin %> verify --accept /Archive/MS-0001/data/2019/x.jpg',
  ]
  static override strict = false
  static override args = {
    roots: Args.string({description: 'trees to read; default: all that are known', ignoreStdin: true}),
  }
  static override flags = {
    accept: Flags.string({
      description: 'take over what is at PATH now, or that nothing is (repeatable)',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH',
    }),
  }

  readonly #pools = new Map<string, Promise<HashPool>>()

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Verify)
    const findings: Findings = {damaged: [], changed: [], errors: []}
    const catalog = await this.host.catalog(flags.accept ? 'write' : 'read')
    const accepted = await this.#accept(catalog, flags.accept ?? [], findings)
    const roots = flags.accept && argv.length === 0 ? [] : await this.#roots(catalog, argv as string[])
    const verified = await this.#verify(catalog, roots, findings)
    const {damaged, changed, errors} = findings
    if (damaged.length + changed.length + errors.length > 0) this.setExitCode(EXIT.findings)
    if (!this.host.reporter.json) this.#print(verified, findings, accepted)
    return {
      schema: 'mediastruct/verify@1',
      roots: verified.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
      accepted,
      damaged: damaged.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
      changed: changed.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
      errors: errors.map(({path, ...rest}) => ({...pathFields('path', path), ...rest})),
    }
  }

  async #accept(catalog: Catalog, typed: readonly string[], findings: Findings): Promise<number> {
    let accepted = 0
    const pool = await this.#poolOf(this.host.settings.hash)
    for (const text of typed) {
      const path = await typedPath(text)
      const renewed = await accept(catalog, path, pool, findings, this.host.acceptedTrees)
      if (renewed === 0 && findings.errors.length === 0) {
        throw new MediaStructError('NOT_INDEXED', `The index knows nothing at ${toText(path)}.`, {
          hint: 'Name a file or directory as "mediastruct index search" shows it.',
        })
      }
      accepted += renewed
    }
    return accepted
  }

  async #roots(catalog: Catalog, typed: readonly string[]): Promise<RawPath[]> {
    const named = await Promise.all(typed.map(typedPath))
    for (const root of named) {
      assertIndexed(catalog, root)
      assertPresent(catalog, root, this.host.acceptedTrees)
    }
    return named.length > 0 ? named : indexedRoots(catalog)
  }

  async #verify(catalog: Catalog, roots: readonly RawPath[], findings: Findings): Promise<VerifiedRoot[]> {
    const progress = this.host.reporter.progress('verify')
    const verified: VerifiedRoot[] = []
    try {
      for (const root of roots) {
        const options = {
          catalog,
          poolOf: (algorithm: string) => this.#poolOf(algorithm),
          onProgress: (files: number, bytes: number) => progress.add(files, bytes),
          signal: this.host.signal,
        }
        verified.push(await verifyRoot(options, root, findings))
      }
    } finally {
      progress.end()
    }
    return verified
  }

  #poolOf(algorithm: string): Promise<HashPool> {
    const known = this.#pools.get(algorithm)
    if (known) return known
    const pool = this.host.plugins().then((registry) => this.host.hashPool(chooseHash(registry, algorithm)))
    this.#pools.set(algorithm, pool)
    return pool
  }

  #print(roots: readonly VerifiedRoot[], {damaged, changed, errors}: Findings, accepted: number): void {
    const {reporter} = this.host
    for (const {path, ok, bytes, pending, offline} of roots) {
      const more = [
        ...(pending > 0 ? [`${pending} without a hash`] : []),
        ...(offline > 0 ? [`${offline} offline`] : []),
      ]
      reporter.print(
        [`${printable(toText(path))}: ${count(ok, 'file')} as indexed, ${formatBytes(bytes)}`, ...more].join(
          ', ',
        ),
      )
    }
    if (accepted > 0) reporter.print(`${count(accepted, 'change')} taken over.`)
    for (const {path} of damaged)
      reporter.print(`DAMAGED  ${printable(toText(path))}: same size and time, other content`)
    for (const {path, change} of changed) reporter.print(`CHANGED  ${printable(toText(path))}: ${change}`)
    for (const failure of errors) reporter.failure(failure)
    if (damaged.length > 0)
      reporter.print(
        '\nBring a damaged file back from another copy; "mediastruct index search HASH" finds it.',
      )
  }
}
