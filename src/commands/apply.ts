import * as Args from '@oclif/core/args'
import {typedPath} from '../base-command.ts'
import type {PlanSink} from '../carry-out.ts'
import {MovingCommand} from '../moving-command.ts'
import type {RawPath} from '../paths/bytes.ts'
import {readPlanFile} from '../plan/plan-file.ts'

export default class Apply extends MovingCommand {
  static override description =
    'Carries out a plan that --plan saved. Every file is read again before it moves.'
  static override examples = [
    '<%= config.bin %> sort --plan sort.ndjson',
    '<%= config.bin %> apply sort.ndjson',
  ]
  static override args = {plan: Args.string({description: 'a plan file', required: true, ignoreStdin: true})}

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(Apply)
    const file = await typedPath(args.plan)
    const {header, moves} = await readPlanFile(file)
    const finish = await this.finisherOf(header)
    await this.openBooks(flags)
    const masters: RawPath[] = [...new Set([...header.masters, ...this.masters()])]
    return await this.carryOut({
      command: 'apply',
      header: {...header, masters},
      // Added in one transaction: a line that is no move refuses the whole plan.
      plan: async (sink: PlanSink) => {
        for await (const move of moves) sink.move(move)
      },
      afterwards: async ({real, failure}) => {
        if (real) await finish(failure)
        return undefined
      },
      next: 'mediastruct history',
    })
  }
}
