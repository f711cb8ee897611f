import {join} from 'node:path'
import {Args, BaseCommand, EXIT, printable} from 'mediastruct'
import {textAt} from '../facts.ts'
import {placeForDemo} from '../place.ts'
import {type DemoSet, makeDemoSet} from '../set.ts'
import {runStep, type StepResult} from '../step.ts'
import {type Chapter, chapters, closing, commandLine, opening} from '../story.ts'

interface ToldStep {
  readonly command: string
  readonly exitCode: number
  readonly summary: string
}

export default class Demo extends BaseCommand {
  static override description =
    'Makes a small real media set with duplicates, runs the whole job on it, and shows what happened.'
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo /tmp/try-mediastruct']
  static override args = {
    dir: Args.string({description: 'new or empty directory; default: ./mediastruct-demo', ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(Demo)
    const set = await makeDemoSet(await placeForDemo(args.dir))
    this.#tell(opening(set))
    const steps: ToldStep[] = []
    const runs: string[] = []
    for (const chapter of chapters(set)) {
      if (this.host.signal.aborted) break
      const result = await this.#run(chapter, set)
      steps.push(toldStep(chapter, set, result))
      this.#tellStep(chapter, set, result)
      const run = textAt(result.document, 'run')
      if (run !== '') runs.push(run)
      if (result.exitCode === EXIT.done) continue
      this.setExitCode(EXIT.findings)
      break
    }
    this.#tell(['', ...closing(set, runs)])
    return {schema: 'mediastruct/demo@1', directory: set.directory, steps}
  }

  async #run({args}: Chapter, set: DemoSet): Promise<StepResult> {
    const binary = join(this.config.root, 'bin', 'run.js')
    return await runStep(binary, set.directory, [...args, '--config', set.config])
  }

  #tellStep(chapter: Chapter, set: DemoSet, {exitCode, document, stderr}: StepResult): void {
    const {reporter} = this.host
    this.#tell(['', chapter.why])
    reporter.print(reporter.style('bold', `$ ${printable(commandLine(chapter, set))}`))
    const lines = exitCode === EXIT.done ? [chapter.summary(document), ...chapter.details(document)] : []
    this.#tell(lines.map((line) => `  ${line}`))
    if (exitCode === EXIT.done) return
    const complaint = textAt(document, 'error', 'message')
    reporter.error([`It ended with ${exitCode}.`, complaint, stderr].filter(Boolean).join('\n'))
  }

  #tell(lines: readonly string[]): void {
    for (const line of lines) this.host.reporter.print(printable(line))
  }
}

function toldStep(chapter: Chapter, set: DemoSet, {exitCode, document}: StepResult): ToldStep {
  const failure = textAt(document, 'error', 'message') || `ended with ${exitCode}`
  const summary = exitCode === EXIT.done ? chapter.summary(document) : failure
  return {command: commandLine(chapter, set), exitCode, summary}
}
