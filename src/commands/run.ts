import {BaseCommand} from '../base-command.ts'
import {EXIT, MediaStructError, unknownName} from '../errors.ts'
import {toText} from '../paths/bytes.ts'
import {effectiveCommand} from '../plugin/commands.ts'
import {typed} from '../plugin/names.ts'
import {exitCodeSoFar} from '../program-end.ts'

export default class Run extends BaseCommand {
  static override description = 'Does the round of the config, in order: by default ingest, crawl, dupes.'
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run --config ~/photos/mediastruct.config.yaml',
  ]

  async work(): Promise<unknown> {
    const {flags} = await this.parse(Run)
    const {settings, reporter, loaded} = this.host
    if (loaded.file === undefined) {
      throw new MediaStructError('NO_CONFIG', 'A round needs a config.', {
        hint: 'Write one with "mediastruct init".',
      })
    }
    this.#assertKnown(settings.round)
    const steps: {command: string; exitCode: number; result?: unknown}[] = []
    for (const command of settings.round) {
      if (this.host.signal.aborted) break
      if (!reporter.json) reporter.print(`== ${command}`)
      steps.push(await this.#step(command, flags))
      if (exitCodeSoFar() > EXIT.findings) break
    }
    return {schema: 'mediastruct/run@1', steps}
  }

  /** A round is refused as a whole, before its first step. @throws MediaStructError UNKNOWN_NAME, DISABLED */
  #assertKnown(round: readonly string[]): void {
    const known = this.config.commandIDs.map(typed)
    for (const step of round) {
      const command = known
        .filter((id) => step === id || step.startsWith(`${id} `))
        .reduce<string | undefined>(
          (longest = '', id) => (id.length > longest.length ? id : longest),
          undefined,
        )
      if (command === undefined) throw unknownName('command', step, known)
      effectiveCommand(this.config, this.host.settings, command.replaceAll(' ', ':'))
    }
  }

  /** Each step is the command as it would be typed, in a process of its own: it opens and closes its own books. */
  async #step(command: string, flags: Record<string, unknown>) {
    const {runStep} = await import('../round/step.ts')
    const {reporter, loaded, settings, signal} = this.host
    const args = ['--config', loaded.file ?? '', '--catalog', toText(settings.catalog)]
    if (flags.quiet) args.push('--quiet')
    if (flags.verbose) args.push('--verbose')
    if (flags['no-progress']) args.push('--no-progress')
    for (const tree of (flags['accept-tree'] as string[] | undefined) ?? []) args.push('--accept-tree', tree)
    const {exitCode, output} = await runStep({
      root: this.config.root,
      command,
      args,
      json: reporter.json,
      signal,
    })
    this.setExitCode(exitCode)
    return {command, exitCode, ...(reporter.json && {result: parsed(output)})}
  }
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return null
  }
}
