/** The command that every other one is built on: common flags, config, errors, exit codes, signals. */
import type {Interfaces} from '@oclif/core'
import {Command} from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import {EXIT, MediaStructError, messageOf, systemFailure} from './errors.ts'
import {runForeign, watchStrays} from './foreign-code.ts'
import {Host} from './host.ts'
import {fromText, type RawPath, toText} from './paths/bytes.ts'
import {effectiveCommand, isFirstParty, rivals, turnedOffName} from './plugin/commands.ts'
import {typed} from './plugin/names.ts'
import type {HookTrace} from './plugin/trace.ts'
import {endProgram, exitCodeSoFar, sayExitCode} from './program-end.ts'
import {plainReporter, type Refusal, tellRefusal} from './report/refusal.ts'
import {Reporter} from './report/reporter.ts'
import {guardStdout} from './report/stdout.ts'

const SIGNALS = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const

/** Absolute bytes of a directory or file that was typed. @throws MediaStructError EMPTY_PATH */
export async function typedPath(text: string): Promise<RawPath> {
  // What a shell makes of an unset variable must not stand for the working directory.
  if (text === '') {
    throw new MediaStructError('EMPTY_PATH', 'A path is empty.', {hint: 'Say "." for the working directory.'})
  }
  const {resolveTyped} = await import('./paths/typed.ts')
  return resolveTyped(fromText(text), fromText(process.cwd()))
}

export abstract class BaseCommand extends Command {
  static override baseFlags: Interfaces.FlagInput = {
    config: Flags.string({description: 'config file to use', helpGroup: 'GLOBAL', helpValue: 'FILE'}),
    catalog: Flags.string({description: 'catalog file to use', helpGroup: 'GLOBAL', helpValue: 'FILE'}),
    json: Flags.boolean({description: 'print one JSON document', helpGroup: 'GLOBAL'}),
    quiet: Flags.boolean({char: 'q', description: 'no notes and no progress on stderr', helpGroup: 'GLOBAL'}),
    verbose: Flags.boolean({char: 'v', description: 'list every file', helpGroup: 'GLOBAL'}),
    progress: Flags.string({
      description: 'how progress is shown on stderr',
      options: ['auto', 'none', 'json'],
      default: 'auto',
      helpGroup: 'GLOBAL',
    }),
    'no-progress': Flags.boolean({description: 'no progress', helpGroup: 'GLOBAL'}),
    'trace-hooks': Flags.boolean({
      description: 'tell on stderr what each hook of each plugin took',
      helpGroup: 'GLOBAL',
    }),
    'accept-tree': Flags.string({
      description: 'a tree whose emptiness is meant',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
    }),
  }

  /** A command that works without any config or catalog says `false`. */
  static needsConfig = true

  protected host!: Host
  readonly #abort = new AbortController()
  #signalCode: number | undefined
  #isDone = false
  #handedOver = false

  /** A value that a flag or argument can't be is wrong usage, whosever command it is. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    try {
      return await super.parse(options, argv)
    } catch (error) {
      if (error instanceof MediaStructError || (error instanceof Error && 'oclif' in error)) throw error
      throw new MediaStructError('USAGE', messageOf(error), {cause: error})
    }
  }

  /** Does the command's work; what it gives back is its JSON document, unless it printed one itself. */
  abstract work(): Promise<unknown>

  override async run(): Promise<void> {
    guardStdout()
    sayExitCode(EXIT.done)
    if (await this.#handOver()) return
    const {flags} = await this.parse(this.ctor as typeof BaseCommand)
    this.#listen()
    this.host = await this.#makeHost(flags)
    this.#assertEnabled()
    for (const warning of this.host.loaded.warnings) this.host.reporter.warn(warning)
    watchStrays((error, who) => this.#noteStray(error, who))
    const document = await this.#workByName()
    if (this.host.reporter.json && !this.host.reporter.documented) await this.host.reporter.document(document)
    if (this.#signalCode !== undefined) this.setExitCode(this.#signalCode)
    this.#isDone = true
    this.#tellStrays()
  }

  /** A file that a result is written to, which must not lie in a master. @throws MediaStructError IN_MASTER, EMPTY_PATH */
  protected async outputPath(text: string): Promise<RawPath> {
    const path = await typedPath(text)
    if (!this.host.trees.isMaster(path)) return path
    throw new MediaStructError(
      'IN_MASTER',
      `${toText(path)} would lie in a master: only archive adds to one.`,
      {
        hint: 'Name a file elsewhere.',
      },
    )
  }

  /** The highest code said wins; 0 where nothing was. */
  protected setExitCode(code: number): void {
    sayExitCode(code)
  }

  override async catch(error: Error): Promise<void> {
    // Another command's failure is told by its own rules.
    if (this.#handedOver) throw error
    const shown = asShown(this.host?.catalogFailure(error) ?? error, this.#stranger())
    if (shown.exitCode === EXIT.done) return
    const reporter = this.host?.reporter ?? plainReporter(this.argv.includes('--json'))
    await tellRefusal(reporter, shown)
    if (process.env.MEDIASTRUCT_DEBUG) for (const stack of stacksOf(error)) reporter.error(stack)
    this.setExitCode(this.#signalCode ?? shown.exitCode)
  }

  override async finally(error: Error | undefined): Promise<void> {
    this.#isDone = true
    if (this.host) this.#tellStrays()
    for (const line of this.host?.trace?.lines() ?? []) this.host.reporter.note(line)
    await this.host?.close()
    await super.finally(error)
  }

  /** What a plugin throws too late is a finding; what we throw so is a mistake that nothing may go on after. */
  #noteStray(error: unknown, who: string | undefined): void {
    if (who === undefined) {
      void this.catch(error instanceof Error ? error : new Error(messageOf(error))).finally(() =>
        endProgram(exitCodeSoFar()),
      )
      return
    }
    this.host.takeStray(`${who}, after it had answered: ${messageOf(error)}`)
    if (this.#isDone) this.#tellStrays()
  }

  #tellStrays(): void {
    for (const message of this.host.strays.splice(0)) {
      this.host.reporter.error(message)
      this.setExitCode(EXIT.findings)
    }
  }

  /** What a command that is not ours leaves behind is told under its plugin's name, and it can't end the program. */
  #workByName(): Promise<unknown> {
    const stranger = this.#stranger()
    return stranger === undefined ? this.work() : runForeign(stranger, () => this.work())
  }

  /** Subject of the sentence that tells of a failure in a command that is not ours. */
  #stranger(): string | undefined {
    const {plugin} = this.ctor
    if (plugin === undefined || isFirstParty(plugin)) return undefined
    return `The plugin ${plugin.name} failed in its command "${typed(this.id ?? '')}"`
  }

  /** A plugin that the config turns off takes its commands with it. @throws MediaStructError DISABLED */
  #assertEnabled(): void {
    const {settings} = this.host
    if (turnedOffName(this.ctor.plugin?.name ?? '', settings) !== undefined) {
      effectiveCommand(this.config, settings, this.id ?? '')
    }
  }

  /**
   * oclif gives a name that two packages bring to ours. Where ours is turned off, the other one gets what was typed, as
   * it was typed: its flags are its own.
   */
  async #handOver(): Promise<boolean> {
    const {plugin, id} = this.ctor
    if (!plugin || !isFirstParty(plugin)) return false
    const [other] = rivals(this.config, id)
    if (!other) return false
    // Of the words, only the flags that every command has are ours to understand: `'--': false` lets the others be.
    const {flags} = await this.parse({baseFlags: BaseCommand.baseFlags, strict: false, '--': false})
    const {settings} = await this.#loadConfig(flags)
    if (turnedOffName(plugin.name, settings) === undefined) return false
    this.#handedOver = true
    await this.config.runCommand(id, this.argv, other)
    return true
  }

  async #makeHost(flags: Record<string, unknown>): Promise<Host> {
    const {json, quiet, verbose} = flags
    const progress = flags['no-progress'] ? 'none' : (flags.progress as 'auto' | 'none' | 'json')
    const reporter = new Reporter({
      json: json === true,
      quiet: quiet === true,
      verbose: verbose === true,
      progress,
    })
    const loaded = await this.#loadConfig(flags)
    const typed = (flags['accept-tree'] as string[] | undefined) ?? []
    const acceptedTrees = await Promise.all(typed.map(typedPath))
    const trace = flags['trace-hooks'] === true ? await newTrace() : undefined
    return new Host({oclif: this.config, loaded, reporter, signal: this.#abort.signal, acceptedTrees, trace})
  }

  async #loadConfig(flags: Record<string, unknown>) {
    const {loadConfig, defaultConfig} = await import('./config/load.ts')
    const {needsConfig} = this.ctor as typeof BaseCommand
    const loaded = needsConfig
      ? await loadConfig({cwd: process.cwd(), file: flags.config as string | undefined})
      : defaultConfig()
    if (flags.catalog !== undefined) {
      loaded.settings.catalog = await typedPath(flags.catalog as string)
      loaded.origins.set('catalog', 'flag')
    }
    return loaded
  }

  /** Once: finish the file in hand, write the journal, end. Twice: stop now. */
  #listen(): void {
    for (const [signal, code] of Object.entries(SIGNALS)) {
      process.on(signal, () => {
        if (this.#signalCode !== undefined) endProgram(code)
        this.#signalCode = code
        this.#abort.abort()
        this.host?.reporter.note('Finishing the file in hand; once more stops at once.')
      })
    }
  }
}

/** Of an error, of what caused it, and so on: a plugin's own frames are in the last. */
function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  return [error.stack ?? error.message, ...stacksOf(error.cause)]
}

/** Most runs trace nothing, and load nothing for it. */
async function newTrace(): Promise<HookTrace> {
  const {HookTrace} = await import('./plugin/trace.ts')
  return new HookTrace()
}

interface Shown extends Refusal {
  readonly exitCode: number
}

/** Errors of oclif's parser are wrong usage; a bug is shown as what it is, and whose. @param stranger whose command failed */
function asShown(error: Error, stranger: string | undefined): Shown {
  if (error instanceof MediaStructError) return error
  if ('oclif' in error) {
    const {exit = EXIT.refused} = error.oclif as {exit?: number}
    const ended = 'code' in error && error.code === 'EEXIT'
    const message = ended ? `It ended with exit code ${exit}.` : error.message.replaceAll('\t', '  ')
    return {code: ended ? 'EXIT' : 'USAGE', message, exitCode: exit}
  }
  const system = systemFailure(error)
  if (stranger !== undefined) {
    return {
      code: 'PLUGIN_FAILED',
      message: `${stranger}: ${system?.message ?? messageOf(error)}`,
      hint: 'Set MEDIASTRUCT_DEBUG=1 to see where, and report it to its author.',
      exitCode: EXIT.findings,
    }
  }
  return (
    system ?? {
      code: 'INTERNAL',
      message: `Something went wrong inside: ${messageOf(error)}`,
      hint: 'Set MEDIASTRUCT_DEBUG=1 to see where, and report it. No file was lost: run the same command again.',
      exitCode: EXIT.findings,
    }
  )
}
