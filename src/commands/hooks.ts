import {BaseCommand} from '../base-command.ts'
import {createHooks, type HookName} from '../hooks.ts'
import type {TapRecord} from '../plugin/registry.ts'
import {table} from '../report/table.ts'

interface HookPoint {
  hook: HookName
  /** Class of tapable, and `by name` where providers are asked by name. */
  kind: string
  taps: Omit<TapRecord, 'hook'>[]
}

export default class Hooks extends BaseCommand {
  static override description =
    'Lists every hook point, its kind, and who taps it, in the order in which they are asked.'
  static override examples = ['<%= config.bin %> hooks', '<%= config.bin %> hooks --json']

  async work(): Promise<unknown> {
    await this.parse(Hooks)
    const {taps} = await this.host.plugins()
    const points = hookPoints(taps)
    if (!this.host.reporter.json) for (const line of lines(points)) this.host.reporter.print(line)
    return {schema: 'mediastruct/hooks@1', hooks: points}
  }
}

function hookPoints(taps: readonly TapRecord[]): HookPoint[] {
  return Object.entries(createHooks()).map(([name, hook]) => ({
    hook: name as HookName,
    kind: 'for' in hook ? `HookMap<${hook.for('').constructor.name}>` : hook.constructor.name,
    taps: taps.filter((tap) => tap.hook === name).map(({hook: _, ...tap}) => tap),
  }))
}

function lines(points: readonly HookPoint[]): string[] {
  const columns = ['hook', 'kind', 'name', 'plugin', 'version', 'from'].map((title) => ({title}))
  const rows = points.flatMap(({hook, kind, taps}) =>
    taps.length === 0
      ? [[hook, kind, '', '(nobody)', '', '']]
      : taps.map(({name = '', plugin, version = '', from}, index) => {
          const who = [name, plugin, version, from]
          return index === 0 ? [hook, kind, ...who] : ['', '', ...who]
        }),
  )
  return table(columns, rows)
}
