/** Warnings of Node and oclif, each as one calm line in place of a page of internals. */

/** What oclif's name for a warning ends with that is about a plugin it can't load. */
const ABOUT_PLUGIN = ' Plugin: mediastruct'

/** What oclif has to say of a command that it could not load stands in the detail, one field a line. */
const FIELDS = /^(plugin|message): (.*)$/gm

export function calmWarnings(stderr: NodeJS.WritableStream = process.stderr): void {
  if (process.env.MEDIASTRUCT_DEBUG) return
  process.removeAllListeners('warning')
  process.on('warning', (warning) => void stderr.write(`warning: ${sentenceOf(warning)}\n`))
}

function sentenceOf({name, message, detail}: Error & {detail?: string}): string {
  const fields = new Map(
    [...(detail ?? '').matchAll(FIELDS)].map(([, field = '', text = '']) => [field, text]),
  )
  const [line = ''] = (fields.get('message') ?? message).split('\n')
  if (name.endsWith(ABOUT_PLUGIN)) return `A plugin can't be loaded: ${line}. See: mediastruct plugins`
  const plugin = fields.get('plugin')
  return plugin === undefined ? line : `A command of the plugin ${plugin} can't be loaded: ${line}`
}
