/** oclif's hook for a command that does not exist: the nearest one is offered, and nothing was touched (exit 2). */
import type {Hook} from '@oclif/core'
import {EXIT, nearest} from './errors.ts'
import {Reporter} from './report/reporter.ts'

const commandNotFound: Hook<'command_not_found'> = async ({id, argv, config}) => {
  const typed = id.replaceAll(':', ' ')
  const suggestion = nearest(
    typed,
    config.commandIDs.map((known) => known.replaceAll(':', ' ')),
  )
  const message = `There is no command "${typed}".`
  const hint =
    suggestion === undefined ? 'See "mediastruct --help".' : `Did you mean "mediastruct ${suggestion}"?`
  const json = argv?.includes('--json') ?? false
  const reporter = new Reporter({json, quiet: false, verbose: false, progress: 'none'})
  if (json) {
    await reporter.document({schema: 'mediastruct/error@1', error: {code: 'UNKNOWN_COMMAND', message, hint}})
  } else reporter.error(`${message} ${hint}`)
  process.exit(EXIT.refused)
}

export default commandNotFound
